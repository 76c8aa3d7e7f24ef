using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Domain.Tests.Guardrails;

/// <summary>What is not known never allows.</summary>
public sealed class UnknownProperties
{
    private static readonly Dictionary<string,
        (Func<GuardrailContext, GuardrailContext> Forget, Func<ActionKind, bool> Matters, string[] Guardrails)> Facts =
        new(StringComparer.Ordinal)
        {
            ["kill switch"] = (context => context with { KillSwitch = null }, Always, ["kill-switch"]),
            ["level"] = (context => context with { Level = null }, Always, ["autonomy-level", "never-act"]),
            ["act token"] = (context => context with { ActToken = null }, Always, ["act-token"]),
            ["membership"] = (context => context with { Membership = null }, Always, ["quorum", "healthy-nodes"]),
            ["quorum"] = (context => context with { Membership = context.Membership is { } known ? known with { Quorate = null } : null },
            Always, ["quorum"]),
            ["node"] = (context => context with { Node = null }, Always, ["node-alive"]),
            ["HA"] = (context => context with { Ha = null }, Always, ["ha"]),
            ["HA's live word"] = (context => context with { Ha = context.Ha is { } known ? known with { Managed = null } : null },
            OfGuests, ["ha"]),
            ["lock"] = (context => context with { Lock = null }, OfGuests, ["lock"]),
            ["running tasks"] = (context => context with { RunningTasks = null }, kind => kind != ActionKind.WakeNode, ["running-task"]),
            ["purpose"] = (context => context with { StopIntent = null }, Always, ["stopped-on-purpose"]),
            ["target"] = (context => context with { Target = null }, OfGuests, ["never-act"]),
            ["template"] = (context => context with { Target = new(null, null) }, OfGuests, ["never-act"]),
            ["attempts"] = (context => context with { Attempts = null }, Always, ["cooldown", "attempts"]),
            ["what is at work"] = (context => context with { AtWork = null }, Always, ["one-at-a-time"]),
            ["storm"] = (context => context with { Storm = null }, Always, ["storm"]),
        };

    [Fact]
    public void Whatever_else_is_known_a_guardrail_that_lacks_its_fact_does_not_allow()
    {
        var forgotten = Gen.Bool.Array[Facts.Count].Select(flags => Facts.Where((_, at) => flags[at]).ToList());
        Gen.Select(Gen.Int[0, 2].Select(i => Acting.Actions[i]), Gen.Enum<AutonomyLevel>(), forgotten).Sample((action, level, facts) =>
        {
            var context = Acting.Free(action) with { Level = new(level, NeverAct: false, "") };
            foreach (var fact in facts) context = fact.Value.Forget(context);
            foreach (var fact in facts.Where(fact => fact.Value.Matters(action.Kind)))
            {
                foreach (var guardrail in fact.Value.Guardrails)
                    Acting.VerdictOf(guardrail, context).Allows.ShouldBeFalse($"{guardrail} without {fact.Key}, for {action.Name}");
                GuardrailCatalog.Judge(context).Allows.ShouldBeFalse();
            }
        });
    }

    [Fact]
    public void Every_guardrail_has_a_fact_that_it_can_lack() =>
        Facts.Values.SelectMany(fact => fact.Guardrails).Distinct()
        .ShouldBe(GuardrailCatalog.All.Select(guardrail => guardrail.Name), ignoreOrder: true);

    private static bool Always(ActionKind kind) => true;

    private static bool OfGuests(ActionKind kind) => kind == ActionKind.StartGuest;
}
