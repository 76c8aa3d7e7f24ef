using MimeKit;
using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Hosting.Tests.Notifications.Stubs;

namespace OrleansMonitor.Hosting.Tests.Notifications;

/// <summary>Mail against a real mail server.</summary>
public sealed class SmtpTests
{
    private static readonly TimeSpan Greylisting = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("StartTls")]
    [InlineData("Tls")]
    [InlineData("None")]
    public async Task A_mail_arrives_with_what_happened_as_text_and_as_HTML(string name)
    {
        var security = Enum.Parse<SmtpSecurity>(name);
        await using var server = MailServer.Start(tlsFromTheStart: security == SmtpSecurity.Tls);

        var outcome = await Send(server, Receiver.Message() with { Title = "CRITICAL: <b>é</b> & \"more\"" }, security);

        outcome.ShouldBe(new(DeliveryResult.Delivered, "The mail server took it.", Reference: "test:msg_1@monitor.lan"));
        var (to, mail) = server.Mails.ShouldHaveSingleItem();
        to.ShouldBe(["boss@home.lan", "ops@home.lan"]);
        mail.MessageId.ShouldBe("msg_1@monitor.lan");
        mail.Subject.ShouldBe("CRITICAL: <b>é</b> & \"more\"");
        mail.From.ToString().ShouldBe("\"The Monitor\" <monitor@monitor.lan>");
        mail.Headers[HeaderId.AutoSubmitted].ShouldBe("auto-generated");
        mail.InReplyTo.ShouldBeNull();
        mail.TextBody!.ShouldContain("Why: no task – ✓");
        mail.HtmlBody!.ShouldContain("<strong>CRITICAL: &lt;b&gt;&#233;&lt;/b&gt; &amp; &quot;more&quot;</strong>");
        mail.HtmlBody!.ShouldContain("<a href=\"https://monitor.lan/incidents/incident-1\">");
    }

    [Fact]
    public async Task Later_mails_of_an_incident_are_replies_to_the_first()
    {
        await using var server = MailServer.Start();
        var first = await Send(server, Receiver.Message());
        var second = await Send(server, Receiver.Message() with { Id = "msg_2", Earlier = [first.Reference!] });

        await Send(
            server, Receiver.Message(MessageForm.Recovery) with { Id = "msg_3", Earlier = [first.Reference!, second.Reference!] });

        var end = server.Mails[^1].Mail;
        end.MessageId.ShouldBe("msg_3@monitor.lan");
        end.InReplyTo.ShouldBe("msg_1@monitor.lan");
        end.References.ShouldBe(["msg_1@monitor.lan"]);
    }

    [Theory]
    [InlineData("sender")]
    [InlineData("mail")]
    public async Task A_server_that_takes_no_mail_now_is_asked_again_after_five_minutes(string what)
    {
        await using var server = MailServer.Start();
        server.Answer = asked => asked == what ? 451 : 0;

        var outcome = await Send(server, Receiver.Message());

        outcome.Result.ShouldBe(DeliveryResult.Transient);
        outcome.Wait.ShouldBe(Greylisting);
        outcome.Detail.ShouldStartWith("It answered 451: not now …");
        server.Mails.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("sender")]
    [InlineData("mail")]
    public async Task A_server_that_refuses_a_mail_is_not_asked_again(string what)
    {
        await using var server = MailServer.Start();
        server.Answer = asked => asked == what ? 554 : 0;

        var outcome = await Send(server, Receiver.Message());

        outcome.Result.ShouldBe(DeliveryResult.Permanent);
        outcome.Detail.ShouldStartWith("It answered 554: not now …");
    }

    [Fact]
    public async Task A_recipient_who_is_refused_does_not_keep_the_mail_from_the_others()
    {
        await using var server = MailServer.Start();
        server.Answer = asked => asked == "ops@home.lan" ? 550 : 0;

        var outcome = await Send(server, Receiver.Message());

        outcome.Result.ShouldBe(DeliveryResult.Delivered);
        outcome.Detail.ShouldBe("The mail server took it, but not for ops@home.lan.");
        server.Mails.ShouldHaveSingleItem().To.ShouldBe(["boss@home.lan"]);
    }

    [Theory]
    [InlineData(550, 451)]
    [InlineData(451, 550)]
    public async Task If_no_recipient_gets_it_now_and_one_may_later_the_mail_waits(int boss, int ops)
    {
        await using var server = MailServer.Start();
        server.Answer = Recipients(boss, ops);

        var outcome = await Send(server, Receiver.Message());

        outcome.Result.ShouldBe(DeliveryResult.Transient);
        outcome.Detail.ShouldStartWith("It answered 451");
        server.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_recipient_who_may_get_it_later_does_not_keep_it_from_the_others_and_alone_gets_it_later()
    {
        await using var server = MailServer.Start();
        server.Answer = Recipients(0, 451);

        var first = await Send(server, Receiver.Message());
        var second = await Send(server, Receiver.Message() with { Progress = first.Progress });
        server.Answer = Recipients(451, 0);
        var third = await Send(server, Receiver.Message() with { Progress = second.Progress });

        (first.Result, first.Wait, first.Detail, first.Reference).ShouldBe(
            (DeliveryResult.Partial, Greylisting, "The mail server took it, but not yet for ops@home.lan.", "test:msg_1@monitor.lan"));
        (second.Result, second.Progress).ShouldBe((DeliveryResult.Partial, first.Progress));
        third.Result.ShouldBe(DeliveryResult.Delivered);
        server.Mails.Select(mail => mail.To).ShouldBe([["boss@home.lan"], ["ops@home.lan"]]);
    }

    [Fact]
    public async Task A_recipient_who_had_to_wait_and_is_refused_in_the_end_ends_the_mail()
    {
        await using var server = MailServer.Start();
        server.Answer = Recipients(0, 550);

        (await Send(server, Receiver.Message() with { Progress = "boss@home.lan" }))
            .ShouldBe(new(DeliveryResult.Delivered, "The mail server took it, but not for ops@home.lan.")
            {
                Refused = "The mail server refused ops@home.lan.",
            });
    }

    [Fact]
    public async Task If_every_recipient_is_refused_the_mail_is_given_up()
    {
        await using var server = MailServer.Start();
        server.Answer = asked => asked.EndsWith("home.lan", StringComparison.Ordinal) ? 550 : 0;

        var outcome = await Send(server, Receiver.Message());

        outcome.Result.ShouldBe(DeliveryResult.Permanent);
        outcome.Detail.ShouldStartWith("It answered 550: not now …");
    }

    [Fact]
    public async Task A_wrong_password_is_for_good_and_not_quoted()
    {
        await using var server = MailServer.Start();

        var outcome = await Receiver.Send(Options(server, SmtpSecurity.StartTls, server.Fingerprint, "wrong-one"), Receiver.Message());

        outcome.Result.ShouldBe(DeliveryResult.Permanent);
        outcome.Detail.ShouldStartWith("It answered 535");
        outcome.Detail.ShouldNotContain("wrong-one");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("00")]
    public async Task A_certificate_that_is_not_trusted_is_told_with_its_fingerprint(string? pinned)
    {
        await using var server = MailServer.Start();
        var pin = pinned is null ? null : string.Concat(Enumerable.Repeat(pinned, 32));

        var outcome = await Receiver.Send(Options(server, SmtpSecurity.StartTls, pin), Receiver.Message());

        outcome.Result.ShouldBe(DeliveryResult.Transient);
        outcome.Detail.Replace(":", "", StringComparison.Ordinal).ShouldContain(server.Fingerprint);
        server.Mails.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("monitor")]
    public async Task A_server_without_STARTTLS_gets_neither_password_nor_mail(string? user)
    {
        await using var server = MailServer.Start(offersTls: false);
        var options = Options(server, SmtpSecurity.StartTls);
        var destination = new DestinationOptions { Smtp = options.Smtp! with { User = user } };

        (await Receiver.Send(destination, Receiver.Message()))
            .ShouldBe(new(DeliveryResult.Transient, "It does not offer STARTTLS; check Security and Port."));

        server.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_without_a_login_says_so()
    {
        await using var server = MailServer.Start(offersTls: false);
        var destination = new DestinationOptions { Smtp = Options(server, SmtpSecurity.None).Smtp! with { User = "monitor" } };

        (await Receiver.Send(destination, Receiver.Message()))
            .ShouldBe(new(DeliveryResult.Transient, "It offers no login that the monitor knows; check User."));
    }

    [Fact]
    public async Task A_connection_that_breaks_after_the_mail_leaves_the_outcome_unknown_and_the_id_the_same()
    {
        await using var server = MailServer.Start();
        server.BreaksAfterData = true;
        (await Send(server, Receiver.Message())).Result.ShouldBe(DeliveryResult.Unknown);
        server.BreaksAfterData = false;

        (await Send(server, Receiver.Message())).Result.ShouldBe(DeliveryResult.Delivered);

        server.Mails.Select(one => one.Mail.MessageId).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_server_that_is_away_may_come_back()
    {
        var server = MailServer.Start();
        var options = Options(server, SmtpSecurity.StartTls, server.Fingerprint);
        await server.DisposeAsync();

        (await Receiver.Send(options, Receiver.Message())).ShouldBe(new(DeliveryResult.Transient, "It cannot be reached."));
    }

    private static Func<string, int> Recipients(int boss, int ops) => asked =>
        asked switch { "boss@home.lan" => boss, "ops@home.lan" => ops, _ => 0 };

    private static Task<DeliveryOutcome> Send(
        MailServer server, NotificationMessage message, SmtpSecurity security = SmtpSecurity.StartTls) =>
        Receiver.Send(Options(server, security, server.Fingerprint), message);

    private static DestinationOptions Options(
        MailServer server, SmtpSecurity security, string? fingerprint = null, string? password = MailServer.Password) => new()
        {
            Smtp = new()
            {
                Host = "127.0.0.1",
                Port = server.Port,
                Fingerprint = fingerprint,
                User = security == SmtpSecurity.None ? null : "monitor",
                From = "The Monitor <monitor@monitor.lan>",
                To = { "boss@home.lan", "ops@home.lan" },
                Mode = security,
                Secret = password,
            },
        };
}
