import pytest

from tests.daemons.smtp import smtp_sink
from tests.store.made import T0
from toolkit.tell import mail, trouble
from toolkit.tell.mail import Mail, Relay, send
from toolkit.tell.trouble import NotSent


def letter(**changed):
    return Mail(
        **{
            "sender": "breachready <alerts@acme.example>",
            "recipients": ("ops@acme.example", "sec@acme.example"),
            "subject": "[breachready] Ünïcode",
            "text": "One line.\n.\n..dots\nEnd é.\n",
            "id": "11111111-2222",
            "date": T0,
        }
        | changed
    )


def relay(sink, **changed):
    return Relay(**{"server": "127.0.0.1", "port": sink.port, "ca_file": sink.ca_file, "seconds": 5.0} | changed)


@pytest.mark.live
@pytest.mark.parametrize("tls", ["starttls", "tls", "none"])
def test_it_arrives(tmp_path, tls):
    with smtp_sink(tmp_path, tls=tls) as sink:
        assert send(letter(), relay(sink, tls=tls, user="ops", password="pass")) == ""
        (arrived,) = sink.mails
    assert sink.encrypted == [tls != "none"]
    assert len(sink.logins) == 1
    assert sink.recipients == [["ops@acme.example", "sec@acme.example"]]
    assert arrived["Subject"] == "[breachready] Ünïcode"
    assert arrived["Message-ID"] == "<11111111-2222@acme.example>"
    assert arrived.get_content().replace("\r\n", "\n") == letter().text


@pytest.mark.live
@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_is_refused_before_the_password(tmp_path, tls):
    with smtp_sink(tmp_path, tls=tls) as sink:
        with pytest.raises(NotSent, match="certificate is not trusted") as no:
            send(letter(), relay(sink, tls=tls, ca_file="", user="ops", password="pass"))
        assert (sink.raw, sink.logins, no.value.maybe) == ([], [], False)


@pytest.mark.live
def test_a_relay_that_does_not_encrypt_gets_nothing(tmp_path):
    with smtp_sink(tmp_path, tls="none") as sink:
        with pytest.raises(NotSent, match="STARTTLS"):
            send(letter(), relay(sink, tls="starttls", user="ops", password="pass"))
        assert (sink.raw, sink.logins) == ([], [])


@pytest.mark.live
@pytest.mark.parametrize(
    ("behave", "said", "maybe", "kept"),
    [
        ("refuse", "no such person", False, 0),
        ("refuse login", "535 wrong", False, 0),
        ("full", "552 mailbox full", False, 0),
        ("vanish", r"closed|unexpectedly", True, 1),
        ("hang", "timed out", True, 1),
    ],
)
def test_what_went_wrong_and_whether_it_may_have_arrived(tmp_path, behave, said, maybe, kept):
    with smtp_sink(tmp_path) as sink:
        sink.behave = behave
        with pytest.raises(NotSent, match=said) as no:
            send(letter(), relay(sink, user="ops", password="pass", seconds=1.0))
        assert (no.value.maybe, len(sink.raw)) == (maybe, kept)
        assert "pass" not in str(no.value)


@pytest.mark.live
def test_one_refused_recipient_does_not_stop_the_others(tmp_path):
    with smtp_sink(tmp_path) as sink:
        to = ("ops@acme.example", "nobody@acme.example")
        assert send(letter(recipients=to), relay(sink)) == "refused for nobody@acme.example"
        assert sink.recipients == [["ops@acme.example"]]


@pytest.mark.live
def test_a_server_that_dribbles_has_a_deadline(tmp_path, monkeypatch):
    monkeypatch.setattr(mail, "TOTAL", 0.5)
    with smtp_sink(tmp_path) as sink:
        sink.behave = "hang"
        with pytest.raises(NotSent, match="no answer within") as no:
            send(letter(), relay(sink, seconds=20.0))
        assert no.value.maybe


@pytest.mark.parametrize(
    "changed",
    [
        {"subject": "x\r\nBcc: thief@evil.example"},
        {"subject": "x\ny"},
        {"sender": "a@b.example\nX: y"},
        {"recipients": ("a@b.example\r\nRCPT TO:<thief@evil.example>",)},
        {"id": "a>\r\nX: y"},
        {"recipients": ()},
    ],
)
def test_no_header_can_be_broken_out_of(changed):
    with pytest.raises(NotSent) as no:
        mail.composed(letter(**changed))
    assert not no.value.again


@pytest.mark.parametrize(("tls", "said"), [("none", "this machine only"), ("plain", "expected starttls")])
def test_mail_leaves_this_machine_encrypted_only(tls, said):
    with pytest.raises(NotSent, match=said):
        send(letter(), Relay(server="mail.acme.example", tls=tls))


def test_nobody_listens(tmp_path):
    with smtp_sink(tmp_path, tls="none") as sink:
        pass
    with pytest.raises(NotSent, match="refused") as no:
        send(letter(), relay(sink, tls="none"))
    assert not no.value.maybe


def test_a_missing_authority_file_is_named_not_raised(tmp_path):
    with pytest.raises(NotSent):
        send(letter(), Relay(server="127.0.0.1", port=9, ca_file=str(tmp_path / "none.pem")))


@pytest.mark.parametrize(
    ("host", "here"),
    [("localhost", True), ("127.1.2.3", True), ("::1", True), ("127.evil.example", False), ("10.0.0.1", False)],
)
def test_what_is_this_machine(host, here):
    assert trouble.loopback(host) is here
