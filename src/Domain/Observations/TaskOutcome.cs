namespace OrleansMonitor.Domain.Observations;

/// <summary>The state of a PVE task: <c>GET /nodes/{node}/tasks/{upid}/status</c> (api-facts §6).</summary>
/// <param name="Upid">Its id.</param>
/// <param name="Running">True until it ends.</param>
/// <param name="ExitStatus"><c>OK</c>, <c>WARNINGS: n</c> or an error text; null while it runs or if the answer had none.</param>
[GenerateSerializer, Immutable, Alias("task-outcome")]
public sealed record TaskOutcome([property: Id(0)] string Upid, [property: Id(1)] bool Running, [property: Id(2)] string? ExitStatus)
{
    /// <summary>True if it ended with OK or only warnings.</summary>
    public bool Succeeded =>
        !Running && ExitStatus is not null && (ExitStatus == "OK" || ExitStatus.StartsWith("WARNINGS:", StringComparison.Ordinal));

    /// <summary>True if it ended otherwise, also without a result.</summary>
    public bool Failed => !Running && !Succeeded;
}
