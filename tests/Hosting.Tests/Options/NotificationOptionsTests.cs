using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Hosting.Tests.Options;

/// <summary>Who is told, as configured.</summary>
public sealed class NotificationOptionsTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";

    private static readonly (string, string)[] Webhook =
    [
        ("Notifications:Destinations:ops:Webhook:Url", "https://hooks.example/x"),
        ("Notifications:Destinations:ops:Webhook:Secret", Secret),
    ];

    [Fact]
    public void Nobody_is_told_by_default() => Configured.Load().Settings.Notifications.Destinations.ShouldBeEmpty();

    [Fact]
    public void Destinations_and_routes_are_read()
    {
        var settings = Configured.Load(
        [
            .. Webhook,
            ("Notifications:Destinations:phone:Ntfy:Topic", "alarms"),
            ("Notifications:PublicAddress", "https://monitor.lan/"),
            ("Notifications:Routes:0:Destinations:0", "phone"),
            ("Notifications:Routes:0:MinimumSeverity", "critical"),
            ("Notifications:Routes:0:Clusters:0", "lab"),
            ("Notifications:Routes:0:Conditions:0", "VM_CRASHED"),
            ("Notifications:Routes:0:Continue", "true"),
            ("Notifications:Routes:0:Nodes:0", "pve1"),
            ("Notifications:Routes:0:Tags:0", "db"),
            ("Notifications:Routes:0:Pools:0", "gold"),
            ("Notifications:Routes:0:Repeat", "04:00:00"),
            ("Notifications:Routes:0:Times:0:From", "22:00"),
            ("Notifications:Routes:0:Times:0:To", "07:00"),
            ("Notifications:Routes:0:Times:0:TimeZone", "Europe/Vienna"),
            ("Notifications:Routes:0:Times:0:Weekdays:0", "Sunday"),
        ]).Settings.Notifications;

        settings.Destinations.ShouldBe([new("ops", "webhook"), new("phone", "ntfy")], ignoreOrder: true);
        settings.PublicAddress.ShouldBe("https://monitor.lan");
        var route = settings.Routes.ShouldHaveSingleItem();
        route.Destinations.ShouldBe(["phone"]);
        route.Match.MinimumSeverity.ShouldBe(Severity.Critical);
        route.Match.Clusters.ShouldBe(["lab"]);
        route.Match.Conditions.ShouldBe([ConditionType.VmCrashed]);
        route.Match.Nodes.ShouldBe(["pve1"]);
        route.Match.Tags.ShouldBe(["db"]);
        route.Match.Pools.ShouldBe(["gold"]);
        (route.Continue, route.Repeat).ShouldBe((true, TimeSpan.FromHours(4)));
        var hours = route.Times.ShouldHaveSingleItem();
        (hours.From, hours.To, hours.Zone.Id, hours.Weekdays.Single()).ShouldBe(
            (new TimeOnly(22, 0), new TimeOnly(7, 0), "Europe/Vienna", DayOfWeek.Sunday));
    }

    [Fact]
    public void Quiet_hours_are_read()
    {
        var hours = Configured.Load(
        [
            .. Webhook,
            ("Notifications:QuietHours:0:From", "22:00"),
            ("Notifications:QuietHours:0:To", "07:00"),
            ("Notifications:QuietHours:0:TimeZone", "Europe/Vienna"),
            ("Notifications:QuietHours:0:Weekdays:0", "Friday"),
            ("Notifications:QuietHours:0:Destinations:0", "ops"),
        ]).Settings.Notifications.QuietHours.ShouldHaveSingleItem();

        (hours.From, hours.To, hours.Zone.Id).ShouldBe((new TimeOnly(22, 0), new TimeOnly(7, 0), "Europe/Vienna"));
        hours.Weekdays.ShouldBe([DayOfWeek.Friday]);
        hours.Destinations.ShouldBe(["ops"]);
    }

    [Theory]
    [InlineData("Notifications:QuietHours:0:Destinations:0", "nobody", "no destination")]
    [InlineData("Notifications:QuietHours:0:TimeZone", "Middle/Earth", "does not know")]
    [InlineData("Notifications:QuietHours:0:To", "", "is missing")]
    public void A_mistake_in_quiet_hours_is_told_with_its_key(string key, string value, string told)
    {
        (string, string)[] good = [.. Webhook, ("Notifications:QuietHours:0:From", "22:00"), ("Notifications:QuietHours:0:To", "07:00")];
        var all = good.Where(setting => setting.Item1 != key).Concat(value.Length == 0 ? [] : [(key, value)]).ToArray();

        var problem = Should.Throw<ConfigurationException>(() => Configured.Load(all)).Problems.ShouldHaveSingleItem();

        problem.Message.ShouldContain(told);
        key.ShouldStartWith(problem.Key["Monitor:".Length..]);
    }

    [Theory]
    [InlineData("Notifications:Destinations:ops:Webhook:Url", "ftp://x", "http or https")]
    [InlineData("Notifications:Destinations:ops:Webhook:Url", "https://user:pw@x/", "without a user and password")]
    [InlineData("Notifications:Destinations:ops:Webhook:Secret", "whsec_c2hvcnQ=", "openssl rand")]
    [InlineData("Notifications:Destinations:ops:Ntfy:Topic", "alarms", "exactly one channel")]
    [InlineData("Notifications:Destinations:a b:Ntfy:Topic", "alarms", "letters, digits")]
    [InlineData("Notifications:Destinations:phone:Ntfy:Server", "http://ntfy.lan", "is missing")]
    [InlineData("Notifications:Routes:0:Destinations:0", "nobody", "no destination")]
    [InlineData("Notifications:Routes:0:MinimumSeverity", "urgent", "info, warning, error or critical")]
    [InlineData("Notifications:Routes:0:Clusters:0", "elsewhere", "no cluster")]
    [InlineData("Notifications:Routes:0:Conditions:0", "VM_SAD", "no condition")]
    [InlineData("Notifications:Destinations:ops:Webhook:Adress", "x", "is not a setting")]
    [InlineData("Notifications:Routes:0:After", "13:00:00", "use 00:00:00 to 12:00:00")]
    [InlineData("Notifications:Routes:0:Repeat", "00:01:00", "use 00:05:00 to 1.00:00:00", "Notifications:Routes:0:Destinations:0", "ops")]
    [InlineData("Notifications:Routes:0:Repeat", "01:00:00", "no Destinations")]
    [InlineData("Notifications:Routes:0:Nodes:0", "lab/pve1", "without its cluster")]
    [InlineData("Notifications:Routes:0:Tags:0", " ", "empty name")]
    [InlineData("Notifications:Destinations:am:Alertmanager:Servers:0", "am:9093", "http or https")]
    [InlineData("Notifications:Destinations:am:Alertmanager:User", "x", "1 to 10 addresses")]
    [InlineData("Notifications:Destinations:ops:WeeklyTest:Weekday", "Monday", "set a time such as 09:00")]
    [InlineData("Notifications:Heartbeat:Url", "hc.example/1", "http or https")]
    [InlineData("Notifications:Heartbeat:Interval", "00:00:01", "use 00:00:10 to 1.00:00:00")]
    public void A_mistake_is_told_with_its_key_and_without_its_secret(
        string key, string value, string told, string? alsoKey = null, string also = "")
    {
        var all = Webhook.Where(setting => setting.Item1 != key).Append((key, value)).ToList();
        if (alsoKey is not null) all.Add((alsoKey, also));

        var problem = Should.Throw<ConfigurationException>(() => Configured.Load([.. all])).Problems.ShouldHaveSingleItem();

        problem.Message.ShouldContain(told);
        problem.Message.ShouldNotContain("whsec_c2");
        key.ShouldStartWith(problem.Key["Monitor:".Length..].Split(":Webhook")[0].Split(":Ntfy")[0].Split(":Servers")[0].Split(":At")[0]);
    }
}
