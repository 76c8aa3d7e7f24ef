using Microsoft.Extensions.Configuration;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Hosting.Tests.Options;

public sealed class GuardrailSettingsTests
{
    [Fact]
    public void Defaults_are_those_of_the_domain()
    {
        var settings = Load([]).Settings;

        settings.Guardrails.ShouldBe(GuardrailSettings.Default);
        settings.Autonomy.Level.ShouldBe(AutonomyLevel.Recommend);
    }

    [Fact]
    public void Limits_services_and_runbooks_are_read()
    {
        var settings = Load(new()
        {
            ["Guardrails:MaxConcurrentPerCluster"] = "2",
            ["Guardrails:MinHealthyNodes"] = "0.6",
            ["Guardrails:NodeDeadline"] = "00:10:00",
            ["Guardrails:RestartableServices:0"] = "pvestatd",
            ["Guardrails:Runbooks:0"] = "restart-crashed-vm",
        }).Settings;

        (settings.Guardrails.MaxConcurrentPerCluster, settings.Guardrails.MinHealthyNodes, settings.Guardrails.NodeDeadline).ShouldBe(
            (2, 0.6, TimeSpan.FromMinutes(10)));
        (settings.Guardrails.MayRestart("pvestatd"), settings.Guardrails.MayRestart("cron")).ShouldBe((true, false));
        (settings.Guardrails.IsEnabled("restart-crashed-vm"), settings.Guardrails.IsEnabled("wake-node")).ShouldBe((true, false));
    }

    [Fact]
    public void Levels_of_clusters_guests_nodes_and_tags_are_read()
    {
        var rules = Load(new()
        {
            ["Autonomy:Level"] = "1",
            ["Autonomy:Clusters:lab:Level"] = "3",
            ["Autonomy:Guests:lab/100:NeverAct"] = "true",
            ["Autonomy:Nodes:lab/pve1:Level"] = "0",
            ["Autonomy:Tags:Cattle:Level"] = "4",
        }).Settings.Autonomy;

        rules.Level.ShouldBe(AutonomyLevel.Alert);
        rules.Clusters["lab"].ShouldBe(new(AutonomyLevel.ActAndReport));
        rules.Guests["lab/100"].ShouldBe(new(null, NeverAct: true));
        rules.Nodes["lab/pve1"].ShouldBe(new(AutonomyLevel.Observe));
        rules.Tags["cattle"].ShouldBe(new(AutonomyLevel.ActSilently));
    }

    [Theory]
    [InlineData("Guardrails:MaxAttemptsPerIncidentPerHour", "0")]
    [InlineData("Guardrails:MaxConcurrentPerCluster", "0")]
    [InlineData("Guardrails:MinHealthyNodes", "51")]
    [InlineData("Guardrails:Cooldown", "00:00:00")]
    [InlineData("Guardrails:NodeFreshFor", "00:00:01")]
    [InlineData("Guardrails:StormFailures", "1")]
    [InlineData("Guardrails:StormWindow", "01:00:00")]
    [InlineData("Guardrails:StormCalm", "00:00:10")]
    [InlineData("Guardrails:ProposalExpiry", "00:00:01")]
    [InlineData("Guardrails:GuestDeadline", "00:00:01")]
    [InlineData("Guardrails:NodeDeadline", "00:00:01")]
    [InlineData("Guardrails:ServiceDeadline", "soon")]
    [InlineData("Guardrails:VerifyEvery", "00:00:00.1")]
    [InlineData("Guardrails:ShadowWindow", "00:00:01")]
    [InlineData("Guardrails:RestartableServices:0", "cron; reboot")]
    [InlineData("Guardrails:Runbooks:0", "restart-everything")]
    [InlineData("Autonomy:Clusters:lab:Level", "5")]
    [InlineData("Autonomy:Level", "1,2")]
    [InlineData("Autonomy:Guests:lab/100:Level", "Alert, Recommend")]
    [InlineData("Autonomy:Guests:100:Level", "3", "Autonomy:Guests:100")]
    [InlineData("Autonomy:Guests:labb/100:NeverAct", "true", "Autonomy:Guests:labb/100")]
    [InlineData("Autonomy:Nodes:lab/100:Level", "3", "Autonomy:Nodes:lab/100")]
    [InlineData("Autonomy:Nodes:lab/storage/100:Level", "3", "Autonomy:Nodes:lab/storage/100")]
    [InlineData("Autonomy:Clusters:labb:Level", "3", "Autonomy:Clusters:labb")]
    [InlineData("Autonomy:Tags:cattle:NeverAct", "false", "Autonomy:Tags:cattle")]
    public void A_mistake_is_named_by_its_key(string key, string value, string? named = null) =>
        Should.Throw<ConfigurationException>(() => Load(new() { [key] = value })).Problems
        .ShouldContain(problem => problem.Key == $"Monitor:{named ?? key}");

    [Fact]
    public void All_mistakes_are_listed_at_once() =>
        Should.Throw<ConfigurationException>(
        () => Load(new() { ["Guardrails:Cooldown"] = "00:00:00", ["Guardrails:VerifyEvery"] = "fast", ["Autonomy:Level"] = "7" }))
            .Problems.Select(problem => problem.Key)
            .ShouldBe(["Monitor:Guardrails:VerifyEvery", "Monitor:Guardrails:Cooldown", "Monitor:Autonomy:Level"], ignoreOrder: true);

    [Fact]
    public void The_act_token_goes_into_the_connection_and_into_no_text()
    {
        var connection = Load(
            new() { ["Clusters:0:ActTokenId"] = "monitor@pve!act", ["Clusters:0:ActTokenSecret"] = "s3cret-act" }).Connections.Single();

        (connection.ActTokenId, connection.ActTokenSecret).ShouldBe(("monitor@pve!act", "s3cret-act"));
        connection.ToString().ShouldNotContain("s3cret");
        Load([]).Connections.Single().ActTokenId.ShouldBeNull();
    }

    private static CheckedConfiguration Load(Dictionary<string, string?> settings)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Monitor:Clusters:0:Name"] = "lab",
            ["Monitor:Clusters:0:Endpoints:0"] = "https://127.0.0.1:8006",
            ["Monitor:Clusters:0:TokenId"] = "monitor@pve!read",
            ["Monitor:Clusters:0:TokenSecret"] = "11111111-2222-3333-4444-555555555555",
        };
        foreach (var (key, value) in settings) all[$"Monitor:{key}"] = value;
        return MonitorConfiguration.Load(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
    }
}
