using System.Text.RegularExpressions;

namespace OrleansMonitor.Architecture.Tests;

/// <summary>Rules on text that types cannot show: SQL and Proxmox' field names in string literals.</summary>
public sealed partial class SourceTextTests
{
    [Fact]
    public void Sql_text_lives_only_in_the_storage_of_Hosting()
    {
        Found(SqlText()).ShouldAllBe(hit => hit.StartsWith("Hosting/Storage/", StringComparison.Ordinal));
        House.Files("*.sql").Select(House.Relative).ShouldAllBe(file => file.StartsWith("Hosting/Storage/", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_of_Proxmox_fields_live_only_in_its_wire_room_and_in_the_simulator() =>
        Found(WireName())
        .ShouldAllBe(hit => hit.StartsWith("Proxmox/Wire/", StringComparison.Ordinal)
            || hit.StartsWith("Simulator/", StringComparison.Ordinal));

    [Fact]
    public void Paths_of_the_Proxmox_api_live_only_in_Proxmox_and_in_the_simulator() =>
        Found(ApiPath())
        .ShouldAllBe(hit => hit.StartsWith("Proxmox/", StringComparison.Ordinal) || hit.StartsWith("Simulator/", StringComparison.Ordinal));

    // A clock that is set must move nothing: everybody gets the steady time that is registered. The simulator is a world of its own; the
    // rest is what a part does that is used alone.
    [Fact]
    public void The_machine_s_clock_is_taken_directly_only_where_the_steady_one_is_made_or_none_is_registered() =>
        Found(MachineTime())
        .Where(hit => !hit.StartsWith("Simulator/", StringComparison.Ordinal)
            && !hit.EndsWith("services.TryAddSingleton(TimeProvider.System);", StringComparison.Ordinal))
            .ShouldHaveSingleItem().ShouldStartWith("Hosting/Composition/SteadyTime.cs");

    [Fact]
    public void Only_the_header_of_a_cluster_calls_anything_fresh() =>
        Found(CallsFresh()).ShouldHaveSingleItem().ShouldStartWith("Domain/Snapshots/ClusterHeader.cs");

    [Fact]
    public void The_rules_above_see_what_is_there()
    {
        Found(SqlText()).ShouldNotBeEmpty();
        Found(WireName()).ShouldContain(hit => hit.StartsWith("Proxmox/Wire/", StringComparison.Ordinal));
        Found(ApiPath()).ShouldContain(hit => hit.StartsWith("Proxmox/", StringComparison.Ordinal));
    }

    private static List<string> Found(Regex pattern) =>
    [
        .. from file in House.Files("*.cs")
           from line in File.ReadLines(file)
           where !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && pattern.IsMatch(line)
           select $"{House.Relative(file)}: {line.Trim()}",
    ];

    // At the begin of a literal or, in a raw one, of a line.
    [GeneratedRegex("""(^\s*|")(select\s.+\sfrom\s|insert\s+(or\s+\w+\s+)?into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+(unique\s+)?(table|index)\s|pragma\s)""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex SqlText();

    [GeneratedRegex("\"(maxcpu|maxmem|maxdisk|hastate|qmpstatus|fail_count|unit-state|active-state|notafter|plugintype)\"",
        RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex WireName();

    [GeneratedRegex(@"TimeProvider\.System\b", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex MachineTime();

    [GeneratedRegex("\"[^\"]*(api2/json|cluster/resources|cluster/status|status/current|not-backed-up|certificates/info)",
        RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex ApiPath();

    // Given out as a value, not compared with.
    [GeneratedRegex(@"(=>|return|[^=!]=|\?|:|,|\()\s*Freshness\.Fresh\b", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex CallsFresh();
}
