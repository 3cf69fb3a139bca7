"""`fangxian fetch` and `fangxian city` as they are typed: credentials, TLS, numbers, and what a person is told."""

import datetime
import json
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.libraries import END, START, cells, expected, fetched, holding, library

from fangxian.cli.main import main
from fangxian.intake.library import asking
from fangxian.intake.library.patience import Patience
from fangxian.intake.library.upstream import Tls
from fangxian.lib.fault import Fault
from fangxian.pipelines.compare import Request, compare
from fangxian.synth import district
from fangxian.synth.city import City, Holdings, serving
from fangxian.synth.city.holdings import of_district
from fangxian.synth.dirt import rates

HELD = holding(45)
WINDOW = ("--from", "2022-09-09 06:00", "--to", "2022-09-09 20:00")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small district with three rounds, the third in another encoding."""
    folder = tmp_path_factory.mktemp("district") / "drawn"
    district.write(folder, seed=7, people=400, count=3, rates=rates.load())
    return folder


@pytest.fixture(scope="module")
def held(drawn: Path) -> Holdings:
    return of_district(drawn)


@pytest.fixture
def city() -> Iterator[City]:
    with serving(City(HELD)) as serves:
        yield serves


def asked(city: City, *more: str, name: str = "city") -> list[str]:
    return ["fetch", "--library", name, "--url", city.url, *WINDOW, *more]


def test_a_round_that_was_fetched_compares_as_its_file_does(held: Holdings, drawn: Path, tmp_path: Path) -> None:
    for number in (1, 3):
        one = held.rounds[number - 1]
        with serving(City(held)) as city:
            window = ["--from", f"{one.start}", "--to", f"{one.end}"]
            out = tmp_path / f"round-{number:02}.csv"
            assert main(["fetch", "--library", "city", "--url", city.url, *window, "--out", str(out)]) == 0
        lists = []
        for file in (drawn / "results" / out.name, out):
            answer = tmp_path / f"{number}-{len(lists)}"
            compare(Request(drawn / "residents.csv", [file], answer, one.start, one.end))
            lists.append({path.name: path.read_text("utf-8") for path in sorted(answer.glob("*.csv"))})
        assert lists[0] == lists[1]


def test_numbers_of_those_not_found_are_asked_of_the_nation(held: Holdings, drawn: Path, tmp_path: Path) -> None:
    residents, answer = drawn / "residents.csv", tmp_path / "answer"
    compare(Request(residents, [drawn / "results" / "round-01.csv"], answer, START, END))
    listed = len((answer / "untested.csv").read_text("utf-8").splitlines()) - 1
    with serving(City(held)) as city:
        people = ("--numbers", str(residents), "--people", str(answer / "untested.csv"))
        assert main([*asked(city, *people, name="national"), "--out", str(tmp_path / "nation.csv")]) == 0
        queried = sum(city.served.values())
    manifest = json.loads((tmp_path / "nation.csv.manifest.json").read_text("utf-8"))
    assert queried == 1
    assert 0 < manifest["numbers"]["answered"] < manifest["numbers"]["asked"] <= listed
    files = [drawn / "results" / "round-01.csv", tmp_path / "nation.csv"]
    after = compare(Request(residents, files, tmp_path / "after", START, END))
    assert listed - after["total"]["untested"] == manifest["numbers"]["answered"]


def test_numbers_go_so_many_at_a_time_and_never_in_an_address(tmp_path: Path) -> None:
    heard: list[str] = []
    with serving(City(HELD, heard=lambda path, _: heard.append(path))) as city:
        upstream = library(city, "national")
        numbers = [row[1] for row in expected(HELD)][:30]
        done = fetched(city, tmp_path / "n.csv", upstream=upstream, questions=asking.numbers(upstream, numbers))
    assert heard == ["/national/query"] * 5
    assert done.manifest["numbers"] == {"asked": 30, "answered": 30}
    assert [row[1] for row in cells(done.path)] == numbers


def test_nobody_is_taken_who_was_not_asked_for(city: City, tmp_path: Path) -> None:
    upstream = library(city, "national")
    mine = [row[1] for row in expected(HELD)]
    question = replace(asking.numbers(upstream, mine[:5])[0], about=frozenset(mine[:4]))
    with pytest.raises(Fault, match="not asked for"):
        fetched(city, tmp_path / "n.csv", upstream=upstream, questions=[question])


@pytest.fixture
def token(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text("let-me-in\n", "ascii")
    path.chmod(0o600)
    return path


def test_the_token_comes_from_its_file(tmp_path: Path, token: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(City(HELD, token="let-me-in")) as city:
        assert main(asked(city, "--out", str(tmp_path / "a.csv"))) == 2
        assert "refuses our credentials" in capsys.readouterr().err
        assert main(asked(city, "--out", str(tmp_path / "a.csv"), "--token", str(token))) == 0
    written = [path.read_text("utf-8") for path in tmp_path.glob("a.csv*")]
    assert len(written) == 2
    assert not any("let-me-in" in text for text in [*written, capsys.readouterr().err])


@pytest.mark.parametrize(("content", "mode"), [("a\nb", 0o600), ("", 0o600), ("令牌", 0o600), ("fine", 0o644)])
def test_a_token_that_is_none_or_is_everybodys_is_refused(
    city: City, tmp_path: Path, token: Path, content: str, mode: int, capsys: pytest.CaptureFixture[str]
) -> None:
    token.write_text(content, "utf-8")
    token.chmod(mode)
    assert main(asked(city, "--out", str(tmp_path / "a.csv"), "--token", str(token))) == 2
    said = capsys.readouterr().err
    assert said.startswith("token: the token's file")
    assert not city.served


def certified(folder: Path) -> tuple[Path, Path]:
    """A certificate of this machine's loopback that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "results library")])
    day = datetime.datetime(2020, 1, 1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), day, day.replace(year=2090))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "library.pem", folder / "library.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return certificate, private


def test_a_certificate_is_vouched_for_or_nothing_is_asked(tmp_path: Path) -> None:
    certificate, key = certified(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with serving(City(HELD, tls=context)) as city:
        stranger = library(city)
        with pytest.raises(Fault, match="vouches for its certificate"):
            fetched(city, tmp_path / "a.csv", upstream=stranger)
        assert not city.served
        known = replace(stranger, tls=Tls(ca=str(certificate)))
        city.play("half,stall:5,ok")
        quick = replace(known, limits=replace(known.limits, silence=20, whole=0.5))
        done = fetched(city, tmp_path / "a.csv", upstream=quick)
        assert cells(done.path) == expected(HELD)
        assert done.manifest["troubles"] == {"cut": 1, "slow": 1}
        with pytest.raises(Fault, match="files of tls"):
            fetched(city, tmp_path / "b.csv", upstream=replace(stranger, tls=Tls(ca=str(key))))


def test_a_library_may_want_to_know_by_certificate_who_asks(tmp_path: Path) -> None:
    certificate, key = certified(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=certificate)
    context.load_cert_chain(certificate, key)
    context.verify_mode = ssl.CERT_REQUIRED
    with serving(City(HELD, tls=context)) as city:
        nameless = replace(library(city), tls=Tls(ca=str(certificate)))
        with pytest.raises(Fault, match="cut off, 3 times"):
            fetched(city, tmp_path / "a.csv", upstream=nameless)
        known = replace(nameless, tls=Tls(str(certificate), str(certificate), str(key)))
        assert cells(fetched(city, tmp_path / "a.csv", upstream=known).path) == expected(HELD)


def test_stopped_by_hand_it_says_that_nothing_is_lost(
    city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    city.play("status:503")
    with monkeypatch.context() as patch:
        patch.setattr(Patience, "wait", interrupted)
        assert main(asked(city, "--out", str(tmp_path / "a.csv"))) == 130
    assert "the same command goes on" in capsys.readouterr().err
    assert main(asked(city, "--out", str(tmp_path / "a.csv"))) == 0
    assert cells(tmp_path / "a.csv") == expected(HELD)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--library", "moon"), "moon is not described"),
        (("--url", "http://example.org"), "over https"),
        (("--url", "https://me:secret@127.0.0.1/"), "without a password"),
        (("--from", "2022-09-10"), "--to lies before --from"),
        (("--from", "soon"), "--from is not a time"),
        (("--people", "list.csv"), "with --numbers"),
        (("--libraries", "nowhere.toml"), "nowhere.toml: it cannot be read"),
    ],
)
def test_what_was_typed_wrong_is_said(
    city: City, tmp_path: Path, more: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*asked(city, "--out", str(tmp_path / "a.csv")), *more]) == 2
    assert says in capsys.readouterr().err
    assert not city.served


def test_how_far_it_is_and_what_went_wrong_is_told_aside(
    city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Patience, "wait", lambda *_: 0.0)
    city.play("status:503")
    assert main(asked(city, "--out", str(tmp_path / "a.csv"), "--json")) == 0
    said = capsys.readouterr()
    assert "it answers 503; again in" in said.err
    assert json.loads(said.out)["rows"] == 45


def test_the_demos_platform_is_a_command_and_is_told_what_to_do_wrong(drawn: Path, tmp_path: Path) -> None:
    typed = "import sys; from fangxian.cli.main import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", typed, "city", str(drawn), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().split()[0]
            urllib.request.urlopen(urllib.request.Request(f"{url}/play", b"refuse", method="POST"), timeout=10).close()
            fetch = ["fetch", "--library", "city", "--url", url, *WINDOW, "--out", str(tmp_path / "a.csv")]
            assert [main(fetch), main(fetch)] == [2, 0]
        finally:
            process.kill()
    assert len(cells(tmp_path / "a.csv")) > 100


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--play", "dance"), "dance is nothing that the platform can do"),
        (("--host", "0.0.0.0"), "only with a token"),
        (("--certificate", "nowhere.pem"), "they cannot be used"),
        (("--port", "70000"), "choose another port"),
    ],
)
def test_a_platform_that_cannot_be_is_said(
    drawn: Path, more: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["city", str(drawn), "--port", "0", *more]) == 2
    assert says in capsys.readouterr().err


def test_no_district_no_platform(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["city", str(tmp_path)]) == 2
    assert "no district lies there" in capsys.readouterr().err
