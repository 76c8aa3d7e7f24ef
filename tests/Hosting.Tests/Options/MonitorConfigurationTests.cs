using Microsoft.Extensions.Configuration;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Thresholds;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Hosting.Tests.Options;

public sealed class MonitorConfigurationTests
{
    private static readonly Dictionary<string, string?> Good = new(StringComparer.Ordinal)
    {
        ["Monitor:Clusters:0:Name"] = "lab",
        ["Monitor:Clusters:0:Endpoints:0"] = "https://127.0.0.1:8006",
        ["Monitor:Clusters:0:TokenId"] = "monitor@pve!read",
        ["Monitor:Clusters:0:TokenSecret"] = "11111111-2222-3333-4444-555555555555",
    };

    [Fact]
    public void Nothing_configured_is_fine_and_has_the_documented_defaults()
    {
        var checkedUp = Load([]);

        checkedUp.Settings.Clusters.ShouldBeEmpty();
        checkedUp.Settings.Autonomy.Level.ShouldBe(AutonomyLevel.Recommend);
        checkedUp.Settings.Tiers.Critical.ShouldBe(TimeSpan.FromSeconds(12));
        checkedUp.Settings.Tiers.Important.ShouldBe(TimeSpan.FromSeconds(32));
        checkedUp.Settings.Retention.Events.ShouldBe(TimeSpan.FromDays(30));
        checkedUp.Settings.Rules
            .ShouldBe(RuleSet.Default with { Ladders = checkedUp.Settings.Rules.Ladders, Overrides = checkedUp.Settings.Rules.Overrides });
        checkedUp.Settings.Rules.Overrides.ShouldBeEmpty();
    }

    [Fact]
    public void A_cluster_becomes_a_connection()
    {
        var connection = Load(Good).Connections.ShouldHaveSingleItem();

        connection.Name.ToString().ShouldBe("lab");
        connection.Endpoints.ShouldBe([new Uri("https://127.0.0.1:8006")]);
        connection.TokenSecret.ShouldBe("11111111-2222-3333-4444-555555555555");
    }

    [Theory]
    [InlineData("Clusters:0:Name", "Lab 1", "Clusters:0:Name")]
    [InlineData("Clusters:0:Endpoints:0", "http://127.0.0.1:8006", "Clusters:0:Endpoints:0")]
    [InlineData("Clusters:0:TokenId", "root", "Clusters:0:TokenId")]
    [InlineData("Clusters:0:TokenSecret", "", "Clusters:0:TokenSecret")]
    [InlineData("Clusters:0:TokenSecretFile", "does-not-exist", "Clusters:0:TokenSecretFile")]
    [InlineData("Clusters:0:Tls:Fingerprint", "AA:BB", "Clusters:0:Tls:Fingerprint")]
    [InlineData("Clusters:0:Tls:CaFile", "does-not-exist", "Clusters:0:Tls:CaFile")]
    [InlineData("Clusters:0:ActTokenId", "monitor@pve!act", "Clusters:0:ActTokenSecret")]
    [InlineData("Tiers:Critical", "00:00:00.5", "Tiers:Critical")]
    [InlineData("Tiers:Critical", "soon", "Tiers:Critical")]
    [InlineData("Rules:DISK_HIGH:RaiseAt", "190", "Rules:DISK_HIGH:RaiseAt")]
    [InlineData("Rules:DISK_HIGH:ClearAt", "95", "Rules:DISK_HIGH:ClearAt")]
    [InlineData("Rules:DISK_HIGH:RaiseAt", "97", "Rules:DISK_CRITICAL")]
    [InlineData("Rules:NO_SUCH:RaiseAt", "9", "Rules:NO_SUCH")]
    [InlineData("Detection:TasklessStop", "sometimes", "Detection:TasklessStop")]
    [InlineData("Autonomy:Level", "5", "Autonomy:Level")]
    [InlineData("Autonomy:Level", "much", "Autonomy:Level")]
    [InlineData("Retention:Events", "00:00:01", "Retention:Events")]
    [InlineData("Database:Provider", "Oracle", "Database:Provider")]
    [InlineData("Database:ConnectionString", "", "Database:ConnectionString")]
    [InlineData("Silo:SiloPort", "0", "Silo:SiloPort")]
    [InlineData("Auth:BootstrapAdminKey", "short", "Auth:BootstrapAdminKey")]
    [InlineData("Auth:BootstrapAdminKey", "aaaaaaaaaaaaaaaa", "Auth:BootstrapAdminKey")]
    [InlineData("Auth:BootstrapAdminKey", "abcabcabcabcabcabcabc", "Auth:BootstrapAdminKey")]
    [InlineData("Auth:BootstrapAdminKey", "CHANGE-ME-to-16-characters-or-more", "Auth:BootstrapAdminKey")]
    [InlineData("Auth:BootstrapAdminKey", "please change_me before use 123", "Auth:BootstrapAdminKey")]
    [InlineData("Auth:TrustedProxies:0", "proxy.example", "Auth:TrustedProxies:0")]
    [InlineData("Auth:TrustedProxies:0", "0.0.0.0/0", "Auth:TrustedProxies:0")]
    [InlineData("Auth:ConnectionsPerClient", "0", "Auth:ConnectionsPerClient")]
    [InlineData("Auth:FreshSignIn", "00:00:59", "Auth:FreshSignIn")]
    [InlineData("Auth:FreshSignIn", "12:00:01", "Auth:FreshSignIn")]
    [InlineData("Clusters:0:TokenSecret", "CHANGE-ME", "Clusters:0:TokenSecret")]
    public void A_mistake_is_named_by_its_key(string key, string value, string named)
    {
        Should.Throw<ConfigurationException>(() => Configured.Load((key, value))).Problems
            .ShouldContain(problem => problem.Key == $"Monitor:{named}");
    }

    [Theory]
    [InlineData("Guardrails:MaxAttempts", "1", "is not a setting; here are MaxAttemptsPerIncidentPerHour, MaxConcurrentPerCluster")]
    [InlineData("Autonomy:Guests:lab/100:NeverActs", "true", "is not a setting; here are Level, NeverAct.")]
    [InlineData("Clusters:0:Tls:Fingerprnt", "AA", "is not a setting; here are")]
    [InlineData("Rules:DISK_HIGH:RaisedAt", "80", "is not a setting; here are Enabled, RaiseAt")]
    [InlineData("Notify:Mail", "a@b.example", "is not a setting; here are Clusters, Tiers")]
    [InlineData("Autonomy", "3", "is a group of settings: Level, Clusters, Guests, Nodes, Tags.")]
    [InlineData("Guardrails:Runbooks", "restart-crashed-vm", "holds several; write Runbooks:0, or in JSON a list.")]
    [InlineData("Tiers:Critical:Seconds", "12", "takes one value, with nothing below it.")]
    [InlineData("Auth:Key", "a-key-that-nobody-reads", "is not a setting; here are BootstrapAdminKey, BootstrapAdminKeyFile")]
    public void What_is_no_setting_is_refused_rather_than_passed_over(string key, string value, string said)
    {
        var problem = Should.Throw<ConfigurationException>(() => Configured.Load((key, value))).Problems[0];

        problem.Message.ShouldStartWith(said);
        $"Monitor:{key}".ShouldStartWith(problem.Key);
    }

    [Fact]
    public void Settings_are_known_in_any_case_and_by_empty_groups()
    {
        var settings = new Dictionary<string, string?>(
            Good, StringComparer.Ordinal)
        {
            ["Monitor:guardrails:COOLDOWN"] = "00:02:00",
            ["Monitor:Maintenance"] = "",
            ["Monitor:Rules"] = null
        };

        Load(settings).Settings.Guardrails.Cooldown.ShouldBe(TimeSpan.FromMinutes(2));
    }

    [Theory]
    [InlineData("https://10.0.0.1:8006", "https://10.0.0.1:8006", true)]
    [InlineData("https://PVE1.lan:8006", "https://pve1.lan.:8006/", true)]
    [InlineData("https://pve.lan", "https://pve.lan:8006", true)]
    [InlineData("https://pve.lan/lab", "https://pve.lan/shop", false)]
    [InlineData("https://10.0.0.1:8006", "https://10.0.0.1:8007", false)]
    [InlineData("https://10.0.0.1:8006", "https://10.0.0.2:8006", false)]
    public void One_endpoint_is_configured_once_in_all_clusters(string first, string second, bool same)
    {
        foreach (var key in new[] { "Clusters:0:Endpoints:1", "Clusters:1:Endpoints:0" })
        {
            var settings = new Dictionary<string, string?>(
                Good, StringComparer.Ordinal)
            { ["Monitor:Clusters:0:Endpoints:0"] = first, [$"Monitor:{key}"] = second };
            if (key.StartsWith("Clusters:1", StringComparison.Ordinal))
            {
                settings["Monitor:Clusters:1:Name"] = "other";
                settings["Monitor:Clusters:1:TokenId"] = "monitor@pve!read";
                settings["Monitor:Clusters:1:TokenSecret"] = "00000000-0000-0000-0000-000000000000";
            }

            if (!same)
            {
                Load(settings).Connections.ShouldNotBeEmpty();
                continue;
            }

            var problem = Should.Throw<ConfigurationException>(() => Load(settings)).Problems.ShouldHaveSingleItem();
            problem.Key.ShouldBe($"Monitor:{key}");
            problem.ToString().ShouldContain("the same as Monitor:Clusters:0:Endpoints:0");
        }
    }

    [Fact]
    public void All_mistakes_are_listed_at_once()
    {
        var settings = new Dictionary<string, string?>(Good, StringComparer.Ordinal)
        {
            ["Monitor:Clusters:0:Name"] = "UPPER",
            ["Monitor:Clusters:1:Name"] = "other",
            ["Monitor:Autonomy:Level"] = "9",
            ["Monitor:Rules:CPU_HIGH:RaiseAt"] = "-1",
        };

        var keys = Should.Throw<ConfigurationException>(() => Load(settings)).Problems.Select(problem => problem.Key);

        keys.ShouldBe(
            [
                "Monitor:Clusters:0:Name", "Monitor:Clusters:1:Endpoints", "Monitor:Clusters:1:TokenId", "Monitor:Clusters:1:TokenSecret",
                "Monitor:Rules:CPU_HIGH:RaiseAt", "Monitor:Rules:CPU_HIGH:ClearAt", "Monitor:Autonomy:Level",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public void A_secret_is_read_from_its_file_and_never_shown()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "s3cret-from-file\n");
            var settings = new Dictionary<string, string?>(Good, StringComparer.Ordinal)
            {
                ["Monitor:Clusters:0:TokenSecret"] = null,
                ["Monitor:Clusters:0:TokenSecretFile"] = file,
            };

            var connection = Load(settings).Connections.Single();

            connection.TokenSecret.ShouldBe("s3cret-from-file");
            connection.ToString().ShouldNotContain("s3cret");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Thresholds_are_percents_and_leave_the_rest_of_their_ladder_alone()
    {
        var rules = Load(new() { ["Monitor:Rules:disk_high:RaiseAt"] = "80", ["Monitor:Rules:disk_high:ClearAt"] = "70" }).Settings.Rules;

        var ladder = rules.Ladders[Metric.NodeDisk].Rules;
        ladder.Select(rule => (rule.Condition, rule.RaiseAt, rule.ClearAt))
            .ShouldBe([(ConditionType.DiskCritical, 0.95, 0.90), (ConditionType.DiskHigh, 0.80, 0.70)]);
    }

    private static CheckedConfiguration Load(Dictionary<string, string?> settings) =>
        MonitorConfiguration.Load(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
}
