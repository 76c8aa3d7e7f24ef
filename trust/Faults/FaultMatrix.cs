using System.Reflection;

namespace OrleansMonitor.Trust.Faults;

/// <summary>
/// Whatever call goes wrong, however, and for as long: a guest that crashes meanwhile on another node is published within two ticks, or the
/// monitor says that it is blind. Once the fault is over, nothing is left unsaid.
/// </summary>
internal sealed class FaultMatrix(TextWriter output) : IAsyncDisposable
{
    private const string OtherNode = "pve2";
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan Before = TimeSpan.FromSeconds(15);

    // When Proxmox shows it.
    private static readonly TimeSpan Shown = TimeSpan.FromSeconds(2);

    // Two ticks after the first that could see it.
    private static readonly TimeSpan Told = Shown + (3 * Period);
    private static readonly TimeSpan Blind = 5 * Period;
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Recovered = 3 * Period;

    // What is looked at again for a while has been by then, and nothing is a storm.
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(3);

    private readonly FaultPlan _plan = new();
    private WatchedCluster? _watched;

    /// <summary>Tries some calls with each kind of fault.</summary>
    public async Task<MatrixResult> Run(IReadOnlyList<MethodInfo> calls)
    {
        var (problems, made, cases) = (new List<string>(), 0, 0);
        foreach (var call in calls)
        {
            // Whether a call is made at all shows when it throws; one that is not made cannot hang.
            if (!await Try(call, FaultKind.Throws)) continue;
            made++;
            await Try(call, FaultKind.Hangs);
            await Try(call, FaultKind.IsLate);
        }

        return new(made, cases, problems);

        async Task<bool> Try(MethodInfo call, FaultKind kind)
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

    // No problem where all is well, and how that shows.
    private async Task<(string? Problem, string How)> Case(WatchedCluster watched, MethodInfo call, FaultKind kind)
    {
        var (near, far) = (watched.Fresh(FaultPlan.Node), watched.Fresh(OtherNode));
        string? problem, how = null;
        _plan.Begin(call, kind);
        try
        {
            watched.Client.Ask(near, FaultPlan.Node);
            watched.Cluster.KillGuest(near);

            // What hangs by then must not keep the next one from being seen.
            await watched.Pass(Before);
            watched.Cluster.KillGuest(far);
            if (await watched.Await(Told, () => watched.IsTold(far)) is { } told)
                (problem, how) = (null, $"told after {told.TotalSeconds:f0} s");
            else if (await watched.Await(Blind, watched.CallsItselfBlind) is { } blind)
                (problem, how) = (null, $"called itself blind after {(Told + blind).TotalSeconds:f0} s");
            else problem = $"the crash of {far} was not published, and nobody says that the monitor is blind ({_plan.Hits} faulty calls)";

            // Repairs begin meanwhile, and their calls are faulty too.
            if (problem is null) await watched.Pass(Lasts);
        }
        finally
        {
            _plan.End();
        }

        if (problem is null && await watched.Await(Recovered, async () => await watched.IsTold(far) && await watched.IsTold(near)) is null)
            problem =
                $"the fault is over, but {(await watched.IsTold(near) ? far : near)} is still not published ({_plan.Hits} faulty calls)";
        if (problem is not null) return (problem, "");
        await watched.Pass(Between);
        watched.Restart(near, far);
        return (null, how!);
    }
}

/// <summary>What the matrix came to.</summary>
/// <param name="Made">Calls that were made at all.</param>
/// <param name="Cases">Faults that were tried.</param>
/// <param name="Problems">What went wrong, a line each.</param>
internal sealed record MatrixResult(int Made, int Cases, IReadOnlyList<string> Problems);
