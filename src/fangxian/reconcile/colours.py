"""What codes show, computed set-based in the engine: the strongest of the restrictions that stand at a moment, of
everybody known. The same answer as `healthcode.rules.state`, for as many people as a province has (an example holds the
two together).

    restrictions    person, colour ('' a hold, 'yellow', 'red'), starts_at, expires_at, ended_at; local times
    people          person
    colours         person, state: 'green', 'held', 'yellow', 'red'
"""

from datetime import datetime

from fangxian.lake.engines import Engine

#: The order of states: the strongest shows.
_PLACES = "CASE colour WHEN 'red' THEN 3 WHEN 'yellow' THEN 2 ELSE 1 END"


def compute(engine: Engine, at: datetime) -> None:
    """Makes `colours` of the tables above, at a local moment without a zone."""
    moment = f"TIMESTAMP '{at:%Y-%m-%d %H:%M:%S.%f}'"
    engine.create(
        "strongest",
        f"""SELECT person, max({_PLACES}) AS place FROM restrictions
            WHERE starts_at <= {moment} AND expires_at > {moment} AND (ended_at IS NULL OR ended_at > {moment})
            GROUP BY person""",
    )
    engine.create(
        "colours",
        """SELECT p.person, CASE coalesce(s.place, 0) WHEN 3 THEN 'red' WHEN 2 THEN 'yellow' WHEN 1 THEN 'held'
               ELSE 'green' END AS state
           FROM people p LEFT JOIN strongest s ON s.person = p.person""",
    )
