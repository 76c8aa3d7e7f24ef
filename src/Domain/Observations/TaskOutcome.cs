namespace OrleansMonitor.Domain.Observations;

/// <summary>How a PVE task stands: <c>GET /nodes/{node}/tasks/{upid}/status</c> (api-facts §6).</summary>
/// <param name="Upid">Its id.</param>
/// <param name="Running">True until it ends.</param>
/// <param name="ExitStatus"><c>OK</c>, <c>WARNINGS: n</c> or an error's text; null while it runs or where the answer had none.</param>
[GenerateSerializer, Immutable, Alias("task-outcome")]
public sealed record TaskOutcome([property: Id(0)] string Upid, [property: Id(1)] bool Running, [property: Id(2)] string? ExitStatus)
{
    /// <summary>True once it ended with OK or warnings only.</summary>
    public bool Succeeded =>
        !Running && ExitStatus is not null && (ExitStatus == "OK" || ExitStatus.StartsWith("WARNINGS:", StringComparison.Ordinal));

    /// <summary>True once it ended otherwise; a task that ended without a result has failed.</summary>
    public bool Failed => !Running && !Succeeded;
}
