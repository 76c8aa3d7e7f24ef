using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Tests.Guardrails;

/// <summary>Each guardrail refuses for its own reason, and alone.</summary>
public sealed class GuardrailTests
{
    private static readonly Dictionary<string, (Func<GuardrailContext, GuardrailContext> Spoil, VerdictKind Kind, string Words)> Refusals =
        new(StringComparer.Ordinal)
        {
            ["kill-switch"] = (context => context
                with
            { KillSwitch = new(Active: true, "anna", "maintenance") }, VerdictKind.Deny, "turned on by anna: maintenance"),
            ["autonomy-level"] = (context => context with { Level = new(AutonomyLevel.Recommend, NeverAct: false, "level 2") },
            VerdictKind.Defer, "a person has to approve"),
            ["act-token"] = (context => context with { ActToken = new(ActTokenState.Lacking, "it lacks VM.PowerMgmt") }, VerdictKind.Deny,
            "it lacks VM.PowerMgmt"),
            ["quorum"] = (context => context with { Membership = Acting.Members(3, 3, quorate: false) }, VerdictKind.Deny, "no quorum"),
            ["node-alive"] = (context => context with { Node = new("pve1", NodeStatus.Online, Acting.Now.AddSeconds(-31)) },
                VerdictKind.Defer,
            "31 s ago"),
            ["ha"] = (context => context with { Ha = new("error", Managed: true, "online") }, VerdictKind.Deny, "state error"),
            ["lock"] = (context => context with { Lock = new("backup") }, VerdictKind.Defer, "locked: backup"),
            ["running-task"] = (context => context with { RunningTasks = [Given.Task("qmigrate", "anna@pve", endedAt: null)] },
            VerdictKind.Defer, "qmigrate by anna@pve"),
            ["stopped-on-purpose"] = (context => context with { StopIntent = new(OnPurpose: true, "qmstop by anna@pve") }, VerdictKind.Deny,
            "qmstop by anna@pve"),
            ["never-act"] = (context => context with { Target = new(Template: false, "web;monitor-never-act") }, VerdictKind.Deny,
            "monitor-never-act"),
            ["cooldown"] = (context => context with { Attempts = new(1, Acting.Now.AddSeconds(-59), Escalated: false) },
            VerdictKind.Defer, "rests"),
            ["attempts"] = (context => context with { Attempts = new(3, Acting.Now.AddMinutes(-5), Escalated: false) }, VerdictKind.Deny,
            "3 attempts"),
            ["one-at-a-time"] = (context => context with { AtWork = [EntityId.Of(new GuestId(Given.Lab, 101))] }, VerdictKind.Defer,
            "waits for its turn behind lab/101"),
            ["healthy-nodes"] = (context => context with { Membership = Acting.Members(1, 3) }, VerdictKind.Deny, "1 of 3"),
            ["storm"] = (context => context with { Storm = new() { Since = Acting.Now, LastAt = Acting.Now, Members = ["a", "b"] } },
            VerdictKind.Defer, "2 failures"),
        };

    public static TheoryData<string> Names => [.. GuardrailCatalog.All.Select(guardrail => guardrail.Name)];

    [Fact]
    public void They_are_asked_in_the_order_that_people_know() => GuardrailCatalog.All.Select(guardrail => guardrail.Name).ShouldBe(
    [
        "kill-switch", "autonomy-level", "act-token", "quorum", "node-alive", "ha", "lock", "running-task", "stopped-on-purpose",
        "never-act",
        "cooldown", "attempts", "one-at-a-time", "healthy-nodes", "storm",
    ]);

    [Fact]
    public void Where_nothing_stands_in_the_way_all_allow_every_kind_of_action()
    {
        foreach (var action in Acting.Actions) Acting.Refusing(Acting.Free(action)).ShouldBeEmpty(action.Name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_refuses_alone_and_says_why(string name)
    {
        var (spoil, kind, words) = Refusals[name];
        var report = GuardrailCatalog.Judge(spoil(Acting.Free()));

        Acting.Refusing(spoil(Acting.Free())).ShouldBe([name]);
        (report.Allows, report.Refusal!.Guardrail, report.Refusal.Verdict.Kind).ShouldBe((false, name, kind));
        report.Refusal.Verdict.Reason.ShouldContain(words);
    }

    [Fact]
    public void One_that_throws_denies()
    {
        var broken = new Guardrail("broken", "?", "?", _ => throw new InvalidOperationException("secret detail"));

        var verdict = broken.Evaluate(Acting.Free());

        verdict.Kind.ShouldBe(VerdictKind.Deny);
        verdict.Reason.ShouldNotContain("secret detail");
    }

    [Fact]
    public void A_report_that_asked_nobody_allows_nothing() => new GuardrailReport([]).Allows.ShouldBeFalse();

    [Fact]
    public void The_level_alone_in_the_way_means_that_it_would_have_acted()
    {
        var recommending = Refusals["autonomy-level"].Spoil(Acting.Free());
        GuardrailCatalog.Judge(recommending).WouldAct.ShouldBeTrue();
        GuardrailCatalog.Judge(Refusals["lock"].Spoil(recommending)).WouldAct.ShouldBeFalse();
        GuardrailCatalog.Judge(Refusals["kill-switch"].Spoil(recommending)).WouldAct.ShouldBeFalse();
    }

    [Fact]
    public void The_latest_instant_that_was_named_is_when_to_ask_again()
    {
        var context = Refusals["storm"].Spoil(Refusals["cooldown"].Spoil(Acting.Free()));
        GuardrailCatalog.Judge(context).AskAgainAt.ShouldBe(Acting.Now + GuardrailSettings.Default.StormCalm);
    }
}
