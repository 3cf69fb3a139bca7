"""What programmes tell. No payload names a person who is not an officer.

Whatever changes an enrolment appends `Change` rows; CHANGED carries the first and the last of them, for one person as
for 100,000, in the same transaction. Who listens reads them at `queries.changes(first, last)`.

A change says what happened (`what`) and, in its payload, what is laid from now on: `source` ('stage/2',
'obligation/17', 'breach/3') lays exactly the effects of `effects` (names of the protocol's; none: what it had laid is
lifted), and no longer than `until` (ISO, where it is known). A change with the source '' closes the enrolment: all it
had laid is lifted.

    enrolled, stage       a stage begins
    planned               the stages were drawn up anew; those that it names lay what they say
    unmet, pressed        a duty is overdue; it is so after somebody had gone to ask for it, and no row in doubt may be
                          theirs (law 14)
    in_doubt              since then a row came that may be theirs: it restricts nobody until that is decided
    made_good             it is not wanting any more
    breach, cleared       evidence against somebody; it was withdrawn
    transferred           another place
    move_asked, move_refused, moved, moved_back
                          another version of the protocol: asked for, not approved, taken, taken back
    waived, unwaived      one thing need not be done; it is due again
    release_due, reopened, released, ended, withdrawn
"""

from fangxian.ledger.kinds import declare

#: payload: first, last (keys of changes), outbreak, and how many of each kind (`counts`).
CHANGED = declare(
    "programme.changed", zh="{actor}：纳管变化 {changes} 项", en="{actor}: {changes} changes of follow-up"
)
PROPOSED = declare(
    "programme.roll_proposed", zh="{actor} 提出纳管 {people} 人", en="{actor} asked for {people} people to be enrolled"
)
ENROLLED = declare(
    "programme.roll_enrolled",
    zh="{actor} 纳管 {people} 人（{origin}）",
    en="{actor} enrolled {people} people ({origin})",
)
REFUSED = declare("programme.roll_refused", zh="{actor} 未批准纳管名单", en="{actor} did not approve a list of people")
WITHDRAWN = declare(
    "programme.roll_withdrawn",
    zh="{actor} 撤回纳管名单，{people} 人解除",
    en="{actor} took a list back: {people} people are free of it",
)
