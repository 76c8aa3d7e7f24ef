using System.Text;
using OrleansMonitor.Simulator.Scripts;

namespace OrleansMonitor.Simulator.Tests;

public sealed class ScriptTests
{
    [Fact]
    public async Task Steps_happen_at_their_moments_however_late_somebody_looks()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 20, StoppedShare = 0 });
        simulator.Cluster.Play(SimulatorScript.Parse("""
            [{ "at": "00:00:05", "do": "kill", "guest": 100 }, { "at": "00:00:15", "do": "start", "guest": 100, "by": "alice@pve" }, { "at": "00:00:20", "do": "metrics", "node": "pve2", "disk": 0.97 }]
            """));
        simulator.Pass(4.9);
        simulator.Cluster.Guest(100).Status.ShouldBe("running");
        simulator.Pass(60);
        var told = simulator.Cluster.Narration.Select(change => ((change.At - SimulatorFixture.Start).TotalSeconds, change.Kind)).ToList();
        told.ShouldBe([(5, "guest-killed"), (16, "guest-started"), (20, "node-metrics")]);
    }

    [Fact]
    public async Task A_script_repeats()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 20, StoppedShare = 0 });
        simulator.Cluster
            .Play(SimulatorScript.Parse(
                """{ "repeatEvery": "00:01:00", "steps": [{ "at": "00:00:01", "do": "tags", "guest": 100, "tags": "x" }] }"""));
        simulator.Pass(200);
        simulator.Cluster.Narration.Count(change => change.Kind == "guest-tags").ShouldBe(4);
    }

    [Fact]
    public void Every_problem_of_a_script_is_named_with_its_step()
    {
        var error = Should.Throw<SimulatorScriptException>(() => SimulatorScript.Parse("""
            { "repeatEvery": "soon", "extra": 1, "steps": [
              { "at": "later", "do": "kill", "guest": 100 },
              { "do": "kill" },
              { "at": "00:00:01", "do": "explode" },
              { "at": "00:00:01", "do": "metrics", "node": "pve1", "disk": 1.5, "cpus": 2 },
              7 ] }
            """));
        error.Problems.Count.ShouldBe(9);
        error.Message.ShouldContain("\"repeatEvery\" must be a duration");
        error.Message.ShouldContain("\"extra\"");
        error.Message.ShouldContain("step 1: \"at\" must be a duration");
        error.Message.ShouldContain("step 2: \"at\" is missing");
        error.Message.ShouldContain("step 2: 'kill' needs \"guest\"");
        error.Message.ShouldContain("step 3: \"do\": there is no 'explode'");
        error.Message.ShouldContain("step 4: \"disk\" of 'metrics' must be a number from 0 to 1");
        error.Message.ShouldContain("step 4: 'metrics' has no parameter \"cpus\"");
        error.Message.ShouldContain("step 5: must be an object");
        Should.Throw<SimulatorScriptException>(() => SimulatorScript.Parse("nonsense")).Problems.Single().ShouldStartWith("not JSON");
        Should.Throw<SimulatorScriptException>(() => SimulatorScript.Load("no-such-file.json")).Problems.Single()
            .ShouldStartWith("cannot read");
    }

    [Fact]
    public async Task A_script_is_refused_when_the_cluster_lacks_what_it_names()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 3 });
        var script = SimulatorScript.Parse("""
            [{ "at": "00:00:01", "do": "kill", "guest": 555 }, { "at": "00:00:02", "do": "power-off", "node": "pve9" },
             { "at": "00:00:03", "do": "create", "guest": 777, "on": "pve1" }, { "at": "00:00:04", "do": "start", "guest": 777 }]
            """);
        var problems = Should.Throw<SimulatorScriptException>(() => simulator.Cluster.Play(script)).Problems;
        problems.Count.ShouldBe(2);
        problems[0].ShouldContain("no guest 555");
        problems[1].ShouldContain("no node 'pve9'");
    }

    [Fact]
    public async Task Every_action_can_be_called_over_http_and_refuses_bad_bodies()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        var client = simulator.ClientFor(0, "");
        var sim = new Uri(simulator.Proxmox.Endpoints[0], "/sim");
        var index = await client.GetStringAsync(sim, TestContext.Current.CancellationToken);
        index.ShouldContain("POST /sim/guests/{vmid}/kill");
        async Task<int> PostAsync(string path, string body)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await client.PostAsync(new Uri($"{sim}/{path}"), content, TestContext.Current.CancellationToken);
            return (int)response.StatusCode;
        }

        (await PostAsync("guests/100/kill", "")).ShouldBe(200);
        simulator.Cluster.Guest(100).Status.ShouldBe("stopped");
        (await PostAsync("nodes/pve2/metrics", """{ "disk": 0.97 }""")).ShouldBe(200);
        (await PostAsync("nodes/pve2/metrics", """{ "disk": 97 }""")).ShouldBe(400);
        (await PostAsync("nodes/pve2/metrics", "[")).ShouldBe(400);
        (await PostAsync("nodes/pve9/power-off", "")).ShouldBe(404);
        (await PostAsync("guests/100/power-off", "")).ShouldBe(404);
        (await PostAsync("script", """[{ "at": "00:00:01", "do": "lose-quorum" }]""")).ShouldBe(200);
        (await PostAsync("script", """[{ "at": 1 }]""")).ShouldBe(400);
        (await PostAsync("faults", """{ "pathPrefix": "/version", "status": 500, "dropRows": ["qemu/100"] }""")).ShouldBe(200);
        (await PostAsync("faults", """{ "path": "/version" }""")).ShouldBe(400);
        (await PostAsync("faults", """{ "pathPattern": "(" }""")).ShouldBe(400);
        using (var broken = await simulator.Client.GetAsync("version", TestContext.Current.CancellationToken)) ((int)broken.StatusCode)
            .ShouldBe(500);
        using (await client.DeleteAsync(new Uri($"{sim}/faults"),
            TestContext.Current.CancellationToken)) await simulator.DataAsync("version");
        (await client.GetStringAsync(new Uri($"{sim}/requests"), TestContext.Current.CancellationToken))
            .ShouldContain("\"GET /version\": 2");
        simulator.Pass(2);
        simulator.Cluster.Narration[^1].Kind.ShouldBe("quorum-lost");
    }
}
