using System.Globalization;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Hosting.Tests.Options;

public sealed class MaintenanceTests
{
    [Fact]
    public void Without_a_word_the_documented_defaults_hold()
    {
        var settings = Configured.Load().Settings;

        settings.Maintenance.ShouldBeEmpty();
        settings.Incidents.ShouldBe(new()
        {
            FlapOpenings = 3,
            FlapWithin = TimeSpan.FromHours(1),
            FlapCalm = TimeSpan.FromMinutes(30),
            ReleaseAfter = TimeSpan.FromMinutes(2),
        });
    }

    [Fact]
    public void A_weekly_window_is_read()
    {
        var window = Windows(
            ("Maintenance:0:Name", "patches"), ("Maintenance:0:Node", "lab/pve1"), ("Maintenance:0:Days:0", "Saturday"),
            ("Maintenance:0:Days:1", "sunday"),
            ("Maintenance:0:At", "22:00"), ("Maintenance:0:For", "04:00:00"), ("Maintenance:0:TimeZone", "Europe/Vienna"))
                .ShouldHaveSingleItem().ShouldBeOfType<WeeklyWindow>();

        (window.Name, window.Scope).ShouldBe(("patches", new EntitySelector(SelectorKind.Node, ClusterName.Parse("lab"), "pve1")));
        window.Days.ShouldBe([DayOfWeek.Saturday, DayOfWeek.Sunday]);
        (window.Start, window.Length, window.Zone.Id).ShouldBe((new TimeOnly(22, 0), TimeSpan.FromHours(4), "Europe/Vienna"));
    }

    [Fact]
    public void A_single_window_is_read_with_its_offset()
    {
        var window = Windows(
            ("Maintenance:0:Name", "move"), ("Maintenance:0:Cluster", "lab"), ("Maintenance:0:Tag", "db"),
            ("Maintenance:0:From", "2026-11-28T22:00:00+01:00"),
            ("Maintenance:0:To", "2026-11-29T02:00:00+01:00")).ShouldHaveSingleItem().ShouldBeOfType<SingleWindow>();

        window.Scope.ToString().ShouldBe("tag db of lab");
        (window.From, window.To).ShouldBe((At("2026-11-28T21:00:00Z"), At("2026-11-29T01:00:00Z")));
    }

    [Theory]
    [InlineData("Name", "", "Maintenance:0:Name")]
    [InlineData("Node", "lab/pve1", "Maintenance:0")]
    [InlineData("Guest", "lab/1", "Maintenance:0:Guest")]
    [InlineData("Cluster", "nowhere", "Maintenance:0:Cluster")]
    [InlineData("From", "2026-11-28T22:00:00Z", "Maintenance:0")]
    [InlineData("At", "late", "Maintenance:0:At")]
    [InlineData("Days:0", "Caturday", "Maintenance:0:Days")]
    [InlineData("For", "8.00:00:00", "Maintenance:0:For")]
    [InlineData("For", "", "Maintenance:0:For")]
    [InlineData("TimeZone", "Mars/Olympus", "Maintenance:0:TimeZone")]
    public void A_mistake_is_named_by_its_key(string key, string value, string named)
    {
        List<(string Key, string Value)> good =
        [
            ("Maintenance:0:Name", "patches"), ("Maintenance:0:Days:0", "Saturday"), ("Maintenance:0:At", "22:00"),
            ("Maintenance:0:For", "04:00:00"),
        ];
        if (key is not ("Guest" or "Cluster")) good.Add(("Maintenance:0:Guest", "lab/100"));
        good.Add(($"Maintenance:0:{key}", value));

        Should.Throw<ConfigurationException>(() => Configured.Load([.. good])).Problems
            .ShouldContain(problem => problem.Key == $"Monitor:{named}");
    }

    [Theory]
    [InlineData("Incidents:FlapOpenings", "1")]
    [InlineData("Incidents:FlapWithin", "00:00:01")]
    [InlineData("Incidents:FlapCalm", "30.00:00:00")]
    [InlineData("Incidents:ReleaseAfter", "-00:00:01")]
    public void Figures_out_of_range_are_named(string key, string value) =>
        Should.Throw<ConfigurationException>(() => Configured.Load((key, value))).Problems.ShouldHaveSingleItem().Key
        .ShouldBe($"Monitor:{key}");

    [Fact]
    public void An_end_before_its_begin_and_a_name_used_twice_are_named()
    {
        var problems = Should.Throw<ConfigurationException>(() => Configured.Load(
            ("Maintenance:0:Name", "x"), ("Maintenance:0:Cluster", "lab"), ("Maintenance:0:From", "2026-11-28T22:00:00Z"),
            ("Maintenance:0:To", "2026-11-28T21:00:00Z"),
            ("Maintenance:1:Name", "X"), ("Maintenance:1:Pool", "prod"), ("Maintenance:1:From", "2026-11-28T22:00:00Z"),
            ("Maintenance:1:To", "2026-11-28T23:00:00Z"))).Problems;

        problems.Select(problem => problem.Key).ShouldBe(["Monitor:Maintenance", "Monitor:Maintenance:0:To"], ignoreOrder: true);
    }

    private static System.Collections.Immutable.ImmutableArray<MaintenanceWindow> Windows(params (string Key, string Value)[] settings) =>
        Configured.Load(settings).Settings.Maintenance;

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
