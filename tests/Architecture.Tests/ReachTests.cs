namespace OrleansMonitor.Architecture.Tests;

/// <summary>What each room can lay its hands on.</summary>
public sealed class ReachTests
{
    private static readonly string[] Sql = ["System.Data", "Microsoft.Data", "Dapper", "DbUp"];

    [Fact]
    public void Grains_cannot_reach_http_or_sql() => TypesNamed.By("Grains", ["System.Net", .. Sql]).ShouldBeEmpty();

    [Fact]
    public void Domain_has_no_runtime_no_network_no_files_and_no_database() =>
        TypesNamed.By("Domain",
            ["System.Net", "System.IO.File", "System.IO.Directory", "System.IO.Stream", "Microsoft.Extensions", "Orleans.Runtime", .. Sql])
                .ShouldBeEmpty();

    [Fact]
    public void Domain_has_no_clock_but_the_steady_one_that_goes_over_any_other()
    {
        TypesNamed.By("Domain").ShouldNotContain(type => type == "System.Threading.Timer" || type == "System.Diagnostics.Stopwatch");
        House.Files("*.cs", "Domain").Where(file => File.ReadAllText(file).Contains("TimeProvider", StringComparison.Ordinal))
            .Select(House.Relative).ShouldBe(["Domain/Time/SteadyClock.cs"]);
    }

    [Theory]
    [InlineData("Domain")]
    [InlineData("Grains")]
    [InlineData("Hosting")]
    [InlineData("Silo")]
    [InlineData("Dashboard")]
    public void Only_Proxmox_and_Channels_have_an_http_client(string room) => TypesNamed.By(room, "System.Net.Http").ShouldBeEmpty();

    [Theory]
    [InlineData("Domain")]
    [InlineData("Proxmox")]
    [InlineData("Channels")]
    [InlineData("Grains")]
    [InlineData("Silo")]
    [InlineData("Api")]
    [InlineData("Dashboard")]
    [InlineData("Simulator")]
    public void Only_Hosting_has_a_database(string room) => TypesNamed.By(room, Sql).ShouldBeEmpty();

    [Fact]
    public void Within_Hosting_only_Storage_has_a_database() =>
        House.UsesIn("OrleansMonitor.Hosting")
            .Where(use => !House.Under(use.Place, "OrleansMonitor.Hosting.Storage") && Sql.Any(place => House.Under(use.ToPlace, place)))
            .ShouldBeEmpty();

    [Theory]
    [InlineData("Domain")]
    [InlineData("Proxmox")]
    [InlineData("Grains")]
    [InlineData("Hosting")]
    [InlineData("Silo")]
    [InlineData("Dashboard")]
    [InlineData("Simulator")]
    public void Only_Api_knows_SignalR(string room) => TypesNamed.By(room, "Microsoft.AspNetCore.SignalR").ShouldBeEmpty();

    [Fact]
    public void Within_Api_only_Live_knows_SignalR() =>
        House.UsesIn("OrleansMonitor.Api")
            .Where(use => !House.Under(use.Place, "OrleansMonitor.Api.Live") && House.Under(use.ToPlace, "Microsoft.AspNetCore.SignalR"))
            .ShouldBeEmpty();

    [Fact]
    public void Only_remediation_reaches_for_the_actuator() =>
        House.UsesIn("OrleansMonitor")
            .Where(use => use.To == "OrleansMonitor.Domain.Ports.IActuator")
            .Where(use => !House.Under(use.Place, "OrleansMonitor.Domain.Ports") && !House.Under(use.Place, "OrleansMonitor.Proxmox")
                && !House.Under(use.Place, "OrleansMonitor.Grains.Remediation"))
            .ShouldBeEmpty();

    [Fact]
    public void The_simulator_shares_no_type_with_what_it_tests()
    {
        TypesNamed.By("Simulator", "OrleansMonitor").ShouldBeEmpty();
        foreach (var room in House.Rooms.Keys.Where(room => room is not ("Api" or "Simulator")))
            TypesNamed.By(room, "OrleansMonitor.Simulator").ShouldBeEmpty();
    }

    [Fact]
    public void The_rules_above_see_what_is_there()
    {
        TypesNamed.By("Proxmox", "System.Net.Http").ShouldNotBeEmpty();
        TypesNamed.By("Hosting", Sql).ShouldNotBeEmpty();
        House.UsesIn("OrleansMonitor.Proxmox").ShouldContain(use => use.ToPlace == "System.Net.Http");
        House.UsesIn("OrleansMonitor.Proxmox").ShouldContain(use => use.To == "OrleansMonitor.Domain.Ports.IActuator");
        House.UsesIn("OrleansMonitor.Hosting.Storage").ShouldContain(use => House.Under(use.ToPlace, "Microsoft.Data"));
    }
}
