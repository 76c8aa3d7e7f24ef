using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansMonitor.Scenarios.Tests.Playing;
using OrleansMonitor.Scenarios.Tests.Telling;
using OrleansMonitor.Trust.Mutating;

namespace OrleansMonitor.Scenarios.Tests.CasePlaying;

/// <summary>What came of a case.</summary>
internal sealed record CaseRun(
    Story Story, IReadOnlyDictionary<string, int> Posts, IReadOnlyList<(ExpectedRead Expected, string Read, bool IsRight)> Reads)
{
    /// <summary>The fingerprint of the certificate that came later.</summary>
    public string NewFingerprint { get; init; } = "";

    /// <summary>When each request came, from the first poll on.</summary>
    public IReadOnlyCollection<TimeSpan> Asked { get; init; } = [];
}

/// <summary>Plays a case: its Proxmox over HTTPS, and the monitor as it is deployed, on virtual time.</summary>
internal sealed partial class CasePlayer : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = ScenarioPlayer.Start;
    private readonly FieldCase _case;
    private readonly VirtualClock _clock = new(Start);
    private readonly List<Told> _happened = [];
    private readonly List<(ExpectedRead, string, bool)> _reads = [];
    private readonly ClockDriver _driver;
    private CaseWorld _world = null!;
    private CaseServer _server = null!;
    private WatchingMonitor _monitor = null!;
    private WatchRun _watch = null!;

    private CasePlayer(FieldCase one)
    {
        _case = one;
        _driver = new(_clock, Requests);
    }

    public static Task<CaseRun> Play(FieldCase one)
    {
        var player = new CasePlayer(one);
        return PlayingStage.Play(player.Play, () => $"the case in its {player._driver.Phase} at {player._clock.GetUtcNow():HH:mm:ss.fff}");
    }

    /// <summary>The configuration of a case as it would be started with.</summary>
    internal static JsonObject Monitor(JsonObject config)
    {
        var monitor = config.DeepClone().AsObject();
        monitor.Remove("Clusters");
        monitor["Tiers"] ??= new JsonObject { ["Critical"] = "00:00:02", ["Important"] = "00:00:02", ["Routine"] = "00:00:05" };
        return JsonNode.Parse(Relative().Replace(monitor.ToJsonString(), match =>
        {
            var minutes = double.Parse(match.Groups["minutes"].Value, CultureInfo.InvariantCulture);
            return Start.AddMinutes(match.Groups["sign"].Value == "-" ? -minutes : minutes)
                .ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        }))!.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        // What is under way still may wait for the clock.
        if (_monitor is not null) await _driver.Finish(_monitor.DisposeAsync().AsTask(), "end");
        if (_server is not null) await _server.DisposeAsync();
    }

    private async Task<CaseRun> Play()
    {
        await using var player = this;
        await SetUp();
        return await Run();
    }

    private async Task SetUp()
    {
        _world = new(_case.File, Places(_case.File), _case.Variant, _clock);
        _server = await CaseServer.Start(_world);
        var level = _case.File.Config["Autonomy"]?["Level"]?.GetValue<int>() ?? 2;
        var clusters = _world.Places.GroupBy(place => place.Cluster, StringComparer.Ordinal).ToList();
        _monitor = new(
            new() { Monitor = Monitor(_case.File.Config), Repairs = level >= 3 },
            [.. clusters.Select(places => new WatchedCluster(
                places.Key, [.. places.Select(_server.Address)], ("monitor@pve!read", "11111111-2222-3333-4444-555555555555"),
                ("monitor-act@pve!act", "66666666-7777-8888-9999-000000000000"), _server.Fingerprint))],
            _clock, Mutation.None);
        await _monitor.Start();
        _watch = new(_clock, _driver, _monitor, [.. clusters.Select(cluster => cluster.Key)], level >= 3, TimeSpan.Zero);
    }

    private async Task<CaseRun> Run()
    {
        var restarts = _case.File.Steps.Where(step => step.RestartsMonitor).Select(step => (step.At, (Func<Task>)Restart));
        var reads = (_case.Expected?.Reads ?? [])
            .Select(read => (read.At is { } at ? TimeSpan.FromSeconds(at) : _case.RunFor, (Func<Task>)(() => Read(read))));
        await _watch.Run(_case.RunFor, restarts.Concat(reads));
        foreach (var at in _case.File.Steps.Select(step => step.At).Distinct()) _happened.Add(new(Start + at, "truth", "the next step"));
        _happened.AddRange(_world.Posts.Select(post => new Told(_clock.GetUtcNow(), "truth", $"{post.Value} × POST {post.Key}")));
        var story = new Story(_happened, await _monitor.Events(), await _monitor.Incidents(), await _monitor.Audit());
        var endpoints = _world.Places.Select(_server.Address).ToList();
        return new(story with { Narration = Narrator.Narrate(story, endpoints, _server.Fingerprint) }, _world.Posts, _reads)
        {
            NewFingerprint = _server.NewFingerprint,
            Asked = _server.Asked
        };
    }

    private async Task Restart()
    {
        _happened.Add(new(_clock.GetUtcNow(), "monitor", "is killed and starts again"));
        _driver.Phase = "restart";
        await _monitor.Stop(kill: true);
        await _monitor.Start();
        _watch.BeginTicks(_watch.Now);
    }

    private async Task Read(ExpectedRead expected)
    {
        var (read, isRight) = await CaseReader.Read(_monitor, expected);
        _reads.Add((expected, read, isRight));
    }

    private static List<Place> Places(CaseFile file)
    {
        var places = new List<Place>();
        var labels = file.Steps.Select(step => step.Label).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var cluster in file.Config["Clusters"]?.AsArray().OfType<JsonObject>() ?? [[]])
        {
            var name = cluster["Name"]?.GetValue<string>() ?? "lab";
            var endpoints = cluster["Endpoints"]?.AsArray().Select(endpoint => endpoint!.GetValue<string>()).ToList() ?? [""];
            foreach (var (number, endpoint) in endpoints.Index())
            {
                var label = new[] { endpoint, name }.FirstOrDefault(labels.Contains);
                var address = endpoint.Contains('[', StringComparison.Ordinal) ? IPAddress.IPv6Loopback
                    : IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"127.0.0.{places.Count + 1}"));
                places.Add(new(name, label, number, address));
            }
        }

        return places;
    }

    [GeneratedRegex(@"now(?<sign>[-+])(?<minutes>\d+)min|now\\u002B(?<minutes>\d+)min", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Relative();

    private (int, int, long) Requests()
    {
        var (inFlight, held, total) = _server.Requests;
        return (Math.Max(inFlight, _monitor.Network.Waiting), held, total);
    }
}
