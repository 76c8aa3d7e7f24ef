namespace OrleansMonitor.Domain.Guardrails;

/// <summary>One check that can prevent an action. Operators can list all guardrails with their questions and reasons.</summary>
public sealed class Guardrail
{
    private readonly Func<GuardrailContext, Verdict> _judge;

    internal Guardrail(
        string name, string asks, string why, Func<GuardrailContext, Verdict> judge, GuardrailReads reads = GuardrailReads.None) =>
        (Name, Asks, Why, _judge, Reads) = (name, asks, why, judge, reads);

    /// <summary>The stable name, in lower case with hyphens. It is used as audit column, metric label and API field.</summary>
    public string Name { get; }

    /// <summary>The question that the guardrail answers.</summary>
    public string Asks { get; }

    /// <summary>Why the guardrail exists.</summary>
    public string Why { get; }

    /// <summary>What must have been read from Proxmox before the guardrail can judge.</summary>
    public GuardrailReads Reads { get; }

    /// <summary>Judges a context. An exception during the judgement results in <see cref="VerdictKind.Deny"/>.</summary>
    public Verdict Evaluate(GuardrailContext context)
    {
        try
        {
            return _judge(context);
        }
#pragma warning disable CA1031 // Whatever goes wrong here must never end in acting.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            return Verdict.Deny($"it could not be judged ({problem.GetType().Name}); what cannot be judged is not done");
        }
    }
}
