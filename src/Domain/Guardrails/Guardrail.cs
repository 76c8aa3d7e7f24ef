namespace OrleansMonitor.Domain.Guardrails;

/// <summary>One reason not to act, as a line of a list that an operator can print.</summary>
public sealed class Guardrail
{
    private readonly Func<GuardrailContext, Verdict> _judge;

    internal Guardrail(
        string name, string asks, string why, Func<GuardrailContext, Verdict> judge, GuardrailReads reads = GuardrailReads.None) =>
        (Name, Asks, Why, _judge, Reads) = (name, asks, why, judge, reads);

    /// <summary>Its stable name, in lower case with hyphens: audit column, metric label and API field.</summary>
    public string Name { get; }

    /// <summary>The question that it asks.</summary>
    public string Asks { get; }

    /// <summary>Why it asks.</summary>
    public string Why { get; }

    /// <summary>What must have been read of Proxmox for it to judge.</summary>
    public GuardrailReads Reads { get; }

    /// <summary>Its answer. One that throws denies.</summary>
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
