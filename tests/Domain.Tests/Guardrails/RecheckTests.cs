using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Tests.Guardrails;

/// <summary>A refusal that stands for days is looked at seldom, and at once where something has changed.</summary>
public sealed class RecheckTests
{
    private static readonly GuardrailSettings Settings = GuardrailSettings.Default;
    private static readonly LocalFacts Same = new(Given.Start, 1, "", "pve1 Stopped", "Online", "");

    [Fact]
    public void Its_pauses_grow_to_ten_minutes_and_stay_there() =>
        Pauses(Refused("lock", Verdict.Defer("locked: backup")), 8).ShouldBe([12, 24, 48, 96, 192, 384, 600, 600]);

    [Fact]
    public void What_was_stopped_on_purpose_is_not_asked_again_within_seconds()
    {
        Pauses(Refused("stopped-on-purpose", Verdict.Deny("stopped on purpose: qmstop by anna@pve")), 3).ShouldBe([300, 600, 600]);
        Pauses(Refused("stopped-on-purpose", Verdict.Defer("its tasks cannot be read")), 2)
            .ShouldBe([12, 24], "what could not be read is asked for soon");
    }

    [Fact]
    public void Quick_ticks_do_not_make_it_ask_quicker() =>
        Recheck.After(null, Same, null, Given.Start, Settings with { AskAgainAfter = TimeSpan.FromSeconds(2) }).Pause
        .ShouldBe(TimeSpan.FromSeconds(10));

    [Fact]
    public void An_instant_that_a_refusal_named_is_kept()
    {
        var rests = Recheck.After(null, Same, Refused("cooldown", Verdict.Defer("it rests", Given.At(40))), Given.Start, Settings);
        (rests.At, rests.IsDue(Same, Given.At(39)), rests.IsDue(Same, Given.At(40))).ShouldBe((Given.At(40), false, true));
        Recheck.After(null, Same, Refused("cooldown", Verdict.Defer("it rested", Given.At(-1))), Given.Start, Settings).Pause
            .ShouldBe(TimeSpan.FromSeconds(12));
    }

    public static TheoryData<string> Changes => [.. Moves.Keys];

    [Theory]
    [MemberData(nameof(Changes))]
    public void Whatever_bears_on_it_and_changes_makes_it_due_at_once_and_its_pauses_begin_anew(string change)
    {
        var longAgo = new Recheck(Same, Given.Start, Given.At(300), TimeSpan.FromSeconds(300));
        var moved = Moves[change](Same);

        (longAgo.IsDue(Same, Given.At(1)), longAgo.IsDue(moved, Given.At(1))).ShouldBe((false, true));
        Recheck.After(longAgo, moved, null, Given.At(1), Settings).Pause.TotalSeconds.ShouldBe(change == "rows" ? 600 : 12);
    }

    [Fact]
    public void A_clock_that_was_set_back_keeps_nothing_waiting() =>
        new Recheck(Same, Given.At(7200), Given.At(7500), TimeSpan.FromSeconds(300)).IsDue(Same, Given.Start).ShouldBeTrue();

    /// <summary>
    /// However long it stands, what it costs stays within a request a minute: all that was read at first, then what refused alone.
    /// </summary>
    [Fact]
    public void Over_any_ten_minutes_and_more_it_costs_at_most_a_request_a_minute()
    {
        const int Everything = 5;
        foreach (var guardrail in GuardrailCatalog.All.Where(guardrail => guardrail.Reads != GuardrailReads.None))
        {
            var verdict = guardrail.Name == "stopped-on-purpose" ? Verdict.Deny("no") : Verdict.Defer("not now");
            var cost = CostOf(guardrail.Reads);
            var (requests, recheck) =
                ((double)Everything, Recheck.After(null, Same, Refused(guardrail.Name, verdict), Given.Start, Settings));
            for (var second = 12; second <= 86_400; second += 12)
            {
                if (!recheck.IsDue(Same, Given.At(second))) continue;
                recheck = Recheck.After(recheck, Same, Refused(guardrail.Name, verdict), Given.At(second), Settings);
                requests += cost;
                if (second >= 600) (requests / (second / 60.0)).ShouldBeLessThanOrEqualTo(1.0, guardrail.Name);
            }
        }
    }

    [Fact]
    public void What_to_ask_first_is_the_first_refusal_that_Proxmox_alone_can_lift()
    {
        new GuardrailReport(
            [new("kill-switch", Verdict.Deny("x")), new("lock", Verdict.Defer("locked")), new("quorum", Verdict.Allow("y"))]).Lasting!.Name
                .ShouldBe("lock");
        new GuardrailReport(
            [new("kill-switch", Verdict.Deny("x")), new("one-at-a-time", Verdict.Defer("y")),
                new("of an older version", Verdict.Deny("z"))]).Lasting.ShouldBeNull();
    }

    private static Dictionary<string, Func<LocalFacts, LocalFacts>> Moves { get; } = new(StringComparer.Ordinal)
    {
        ["condition"] = local => local with { BeganAt = Given.At(9) },
        ["rows"] = local => local with { Rows = 2 },
        ["switches"] = local => local with { Switches = "storm:defer" },
        ["target"] = local => local with { Target = "pve1 Stopped backup" },
        ["around"] = local => local with { Around = "Offline" },
        ["access"] = local => local with { Access = "token lacks VM.PowerMgmt" },
    };

    // A guest or its node's services 1, members 1, a token 1, tasks 1, and for whose doing it is the node's clock too.
    private static int CostOf(GuardrailReads reads) =>
        (reads.HasFlag(GuardrailReads.Target) ? 1 : 0) + (reads.HasFlag(GuardrailReads.Tasks) ? 1 : 0)
        + (reads == (GuardrailReads.Target | GuardrailReads.Tasks) ? 1 : 0) + (reads.HasFlag(GuardrailReads.Members) ? 1 : 0)
        + (reads.HasFlag(GuardrailReads.Token) ? 1 : 0);

    private static List<double> Pauses(GuardrailReport report, int times)
    {
        var (pauses, recheck, now) = (new List<double>(), (Recheck?)null, Given.Start);
        for (var i = 0; i < times; i++)
        {
            recheck = Recheck.After(recheck, Same, report, now, Settings);
            pauses.Add(recheck.Pause.TotalSeconds);
            now = recheck.At;
        }

        return pauses;
    }

    private static GuardrailReport Refused(string guardrail, Verdict verdict) => new([new(guardrail, verdict)]);
}
