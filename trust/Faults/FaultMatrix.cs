using System.Reflection;

namespace OrleansMonitor.Trust.Faults;

/// <summary>
/// Makes each call fail in each way. A guest that crashes meanwhile on another node must be published within two ticks, or the monitor
/// must report that it is blind. After the fault everything must be published.
/// </summary>
internal sealed class FaultMatrix(TextWriter output) : IAsyncDisposable
{
    private const string OtherNode = "pve2";
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan Before = TimeSpan.FromSeconds(15);

    // Until Proxmox shows a change.
    private static readonly TimeSpan VisibleAfter = TimeSpan.FromSeconds(2);

    // Two ticks after the first one that could observe it.
    private static readonly TimeSpan ReportWithin = VisibleAfter + (3 * Period);
    private static readonly TimeSpan BlindWithin = 5 * Period;
    private static readonly TimeSpan FaultDuration = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RecoverWithin = 3 * Period;

    // By then all rechecks are done, and the failures do not count as a storm.
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(3);

    private readonly FaultPlan _plan = new();
    private WatchedCluster? _watched;

    /// <summary>Tests some calls with each kind of fault.</summary>
    public async Task<MatrixResult> Run(IReadOnlyList<MethodInfo> calls)
    {
        var (problems, made, cases) = (new List<string>(), 0, 0);
        foreach (var call in calls)
        {
            // A call that is not made when it throws is never made, so it cannot hang either.
            if (!await Try(call, CallFault.Throws)) continue;
            made++;
            await Try(call, CallFault.Hangs);
            await Try(call, CallFault.IsLate);
        }

        return new(made, cases, problems);

        async Task<bool> Try(MethodInfo call, CallFault kind)
        {
            _watched ??= await WatchedCluster.Start(_plan);
            var (problem, how) = await Case(_watched, call, kind);
            var wasMade = _plan.Hits > 0;
            if (wasMade) cases++;
            await output.WriteLineAsync(
                $"{FaultedCall.Name(call)} {kind}: {problem ?? (wasMade ? $"{how}, {_plan.Hits} faulty calls" : "not called")}");
            if (problem is null) return wasMade;
            problems.Add($"{FaultedCall.Name(call)} {kind}: {problem}");
            await DisposeAsync();
            return wasMade;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_watched is { } watched) await watched.DisposeAsync();
        _watched = null;
    }

    // The problem, or null, and how the monitor reacted.
    private async Task<(string? Problem, string How)> Case(WatchedCluster watched, MethodInfo call, CallFault kind)
    {
        var (near, far) = (watched.NextGuest(FaultPlan.Node), watched.NextGuest(OtherNode));
        string? problem, how = null;
        _plan.Begin(call, kind);
        try
        {
            watched.Client.SendAll(near, FaultPlan.Node);
            watched.Cluster.KillGuest(near);

            // Calls that hang by then must not prevent the detection of the next crash.
            await watched.Advance(Before);
            watched.Cluster.KillGuest(far);
            if (await watched.WaitFor(ReportWithin, () => watched.IsReported(far)) is { } delay)
                (problem, how) = (null, $"told after {delay.TotalSeconds:f0} s");
            else if (await watched.WaitFor(BlindWithin, watched.ReportsBlindness) is { } blind)
                (problem, how) = (null, $"called itself blind after {(ReportWithin + blind).TotalSeconds:f0} s");
            else problem = $"the crash of {far} was not published, and nobody says that the monitor is blind ({_plan.Hits} faulty calls)";

            // Repairs start meanwhile; their calls are faulty too.
            if (problem is null) await watched.Advance(FaultDuration);
        }
        finally
        {
            _plan.End();
        }

        async Task<bool> BothReported() => await watched.IsReported(far) && await watched.IsReported(near);
        if (problem is null && await watched.WaitFor(RecoverWithin, BothReported) is null)
        {
            var missing = await watched.IsReported(near) ? far : near;
            problem = $"the fault is over, but {missing} is still not published ({_plan.Hits} faulty calls)";
        }

        if (problem is not null) return (problem, "");
        await watched.Advance(Between);
        watched.Restart(near, far);
        return (null, how!);
    }
}

/// <summary>The result of the matrix.</summary>
/// <param name="Made">The number of calls that were made.</param>
/// <param name="Cases">The number of faults tested.</param>
/// <param name="Problems">The problems, one line each.</param>
internal sealed record MatrixResult(int Made, int Cases, IReadOnlyList<string> Problems);
