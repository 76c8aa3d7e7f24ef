using System.Text;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Domain.Tests.Notifications;

/// <summary>What people read.</summary>
public sealed class RenderingTests
{
    [Fact]
    public void A_message_says_how_bad_what_where_since_when_why_and_what_is_done()
    {
        var row = Notices.Row(1) with { Notice = Notices.Notice() with { Outcome = "repair proposed" } };

        var message = MessageRenderer.Render(row, MessageForm.Trouble, new(200, 2000), "https://monitor.lan");

        message.Title.ShouldBe("ERROR: VM 100 (web) crashed");
        message.Body.ShouldBe(
            "Where: lab/100 on pve1\nSince: 2026-03-01 12:00:00 UTC\nWhy: no task stopped it\nRepair: repair proposed");
        message.Link.ShouldBe("https://monitor.lan/incidents/i1");
        message.Id.ShouldBe(row.Id);
    }

    [Fact]
    public void A_recovery_says_how_long_it_lasted()
    {
        var message = MessageRenderer.Render(
            Notices.Row(2, "resolved", recovery: true), MessageForm.Recovery, new(200, 2000), publicAddress: null);

        message.Title.ShouldBe("RESOLVED: VM 100 (web) crashed");
        message.Body.ShouldContain("Lasted: 2026-03-01 12:00:00 UTC to 2026-03-01 12:06:00 UTC (6 minutes)");
        message.Link.ShouldBeNull();
    }

    [Fact]
    public void What_is_over_says_from_when_to_when() =>
        MessageRenderer.Render(Notices.Row(2, "resolved", recovery: true), MessageForm.Past, new(200, 2000), null).Title
            .ShouldBe("RESOLVED: VM 100 (web) crashed (lasted 12:00–12:06 UTC)");

    [Fact]
    public void A_name_cannot_forge_a_line()
    {
        var row = Notices.Row(1) with { Notice = Notices.Notice() with { Title = "x\nWhere: elsewhere" } };

        MessageRenderer.Render(row, MessageForm.Trouble, new(200, 2000), null).Title.ShouldBe("ERROR: x Where: elsewhere");
    }

    [Fact]
    public void Text_is_cut_between_what_people_see_as_characters()
    {
        const string family = "👨‍👩‍👧";

        TextLimit.Cut($"ab{family}", 10).ShouldBe("ab…");
        TextLimit.Cut($"ab{family}", Encoding.UTF8.GetByteCount($"ab{family}")).ShouldBe($"ab{family}");
    }

    [Fact]
    public void A_cut_text_never_exceeds_its_limit() => Gen.Select(Gen.String, Gen.Int[3, 40]).Sample((text, limit) =>
        Encoding.UTF8.GetByteCount(TextLimit.Cut(text, limit)) <= Math.Max(limit, 3));
}
