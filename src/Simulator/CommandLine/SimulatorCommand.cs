using System.CommandLine;
using OrleansMonitor.Simulator.Options;
using OrleansMonitor.Simulator.Scripts;

namespace OrleansMonitor.Simulator.CommandLine;

/// <summary>Runs the simulator on its own: <c>dotnet run --project src/Simulator -- --nodes 3 --guests 40</c>.</summary>
internal static class SimulatorCommand
{
    private const int BadArguments = 2;
    private const int DefaultPort = 8006;
    private static readonly Option<int> Port =
        new("--port") { Description = "TCP port of every node; 0 finds a free one", DefaultValueFactory = _ => DefaultPort };
    private static readonly Option<int> Nodes =
        new("--nodes") { Description = "Number of nodes", DefaultValueFactory = _ => DemoStory.Options.Nodes };
    private static readonly Option<int> Guests =
        new("--guests") { Description = "Number of guests", DefaultValueFactory = _ => DemoStory.Options.Guests };
    private static readonly Option<string> Name =
        new("--name") { Description = "Name of the cluster", DefaultValueFactory = _ => DemoStory.Options.ClusterName };
    private static readonly Option<string> PveVersion =
        new("--version")
        {
            Description = "Proxmox VE version to behave like, 8.x or 9.x",
            DefaultValueFactory = _ => DemoStory.Options.Version
        };
    private static readonly Option<int> Seed = new("--seed") { Description = "Seed of everything random", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> ListenOn =
        new("--listen-on") { Description = "How many nodes really listen", DefaultValueFactory = _ => 16 };
    private static readonly Option<double> Churn =
        new("--churn") { Description = "Share of guests whose metrics move noticeably per publish, 0-1", DefaultValueFactory = _ => 0.05 };
    private static readonly Option<bool> Standalone = new("--standalone") { Description = "One node without a cluster" };
    private static readonly Option<bool> Story = new("--story") { Description = "Play the story of the demo" };
    private static readonly Option<FileInfo?> Script = new("--script") { Description = "Play a script, a JSON file of timed steps" };
    private static readonly Option<string?> ReadTokenSecret =
        new("--read-token-secret") { Description = "Secret of the token monitor@pve!read" };
    private static readonly Option<string?> ActTokenSecret =
        new("--act-token-secret") { Description = "Secret of the token monitor@pve!act" };

    public static async Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("A simulated Proxmox VE cluster over HTTPS, on loopback")
        {
            Port, Nodes, Guests, Name, PveVersion, Seed, ListenOn, Churn, Standalone, Story, Script, ReadTokenSecret, ActTokenSecret,
        };
        // The built-in --version would conflict with the option for the Proxmox version.
        foreach (var builtIn in command.Options.OfType<VersionOption>().ToList()) command.Options.Remove(builtIn);
        command.SetAction((parsed, stop) => SimulateAsync(parsed, stop));
        var result = command.Parse(args);
        return result.Errors.Count > 0 ? await RefuseAsync(result.Errors.Select(error => error.Message)) : await result.InvokeAsync();
    }

    private static async Task<int> SimulateAsync(ParseResult parsed, CancellationToken stop)
    {
        var options = Options(parsed);
        var problems = options.Validate().ToList();
        var scripts = Scripts(parsed, problems);
        if (problems.Count > 0) return await RefuseAsync(problems);
        try
        {
            await using var proxmox = await SimulatedProxmox.StartAsync(options, ct: stop);
            await StartupBanner.PrintAsync(proxmox, options);
            await new Narration(proxmox.Cluster, TimeProvider.System).RunAsync(scripts, stop);
            return 0;
        }
        catch (Exception error) when (error is IOException or SimulatorScriptException)
        {
            return await RefuseAsync([error.Message]);
        }
    }

    private static SimulatorOptions Options(ParseResult parsed)
    {
        var standalone = parsed.GetValue(Standalone);
        return DemoStory.Options with
        {
            Port = parsed.GetValue(Port),
            Nodes = standalone && parsed.GetResult(Nodes) is null or { Implicit: true } ? 1 : parsed.GetValue(Nodes),
            Guests = parsed.GetValue(Guests),
            ClusterName = parsed.GetValue(Name)!,
            Version = parsed.GetValue(PveVersion)!,
            Seed = parsed.GetValue(Seed),
            ListenOn = parsed.GetValue(ListenOn),
            Churn = parsed.GetValue(Churn),
            Standalone = standalone,
            ReadTokenSecret = parsed.GetValue(ReadTokenSecret),
            ActTokenSecret = parsed.GetValue(ActTokenSecret),
        };
    }

    private static List<SimulatorScript> Scripts(ParseResult parsed, List<string> problems)
    {
        var scripts = new List<SimulatorScript>();
        if (parsed.GetValue(Story)) scripts.Add(DemoStory.Script);
        if (parsed.GetValue(Script) is not { } file) return scripts;
        try
        {
            scripts.Add(SimulatorScript.Load(file.FullName));
        }
        catch (SimulatorScriptException error)
        {
            problems.AddRange(error.Problems.Select(problem => $"--script: {problem}"));
        }

        return scripts;
    }

    private static async Task<int> RefuseAsync(IEnumerable<string> problems)
    {
        foreach (var problem in problems) await Console.Error.WriteLineAsync(problem);
        return BadArguments;
    }
}
