using System.CommandLine;
using System.Globalization;
using OrleansMonitor.Trust.Mutating;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Trials;

/// <summary><c>bite</c>: tests mutations of the monitor and prints which ones the judge finds.</summary>
internal static class BiteCommand
{
    private static readonly Option<string[]> Rules = new("--rules")
    {
        Description = "The rules that are taken out, one at a time; those of the list without it",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [.. MutationList.All],
    };

    private static readonly Option<StoryProfile> Profile =
        new("--profile") { Description = "How often things happen", DefaultValueFactory = _ => StoryProfile.Stress };
    private static readonly Option<double> Days =
        new("--story-days") { Description = "How long each story is", DefaultValueFactory = _ => 0.2 };
    private static readonly Option<double> Most =
        new("--cluster-days") { Description = "How long clusters are watched at most, for each rule", DefaultValueFactory = _ => 30 };
    private static readonly Option<ulong> Seed = new("--first-seed") { Description = "The first seed", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Workers =
        new("--workers") { Description = "How many processes play at once", DefaultValueFactory = _ => Environment.ProcessorCount };
    private static readonly Option<int> Missed =
        new("--may-miss") { Description = "How many may stay hidden", DefaultValueFactory = _ => 2 };

    public static Command Make()
    {
        var command = new Command(
            "bite",
            "Takes rules out of the monitor, one at a time, and plays until the judge finds that; fails where too many are not found")
        {
            Rules, Profile, Days, Most, Seed, Workers, Missed,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var rules = parsed.GetValue(Rules)!;
        foreach (var rule in rules) _ = Mutations.Without(rule);
        var length = TimeSpan.FromDays(parsed.GetValue(Days));
        var stories = Math.Max(1, (int)Math.Round(parsed.GetValue(Most) / length.TotalDays));
        var first = parsed.GetValue(Seed);
        var hidden = new List<string>();
        var began = TimeProvider.System.GetTimestamp();
        Print(
            $"{rules.Length} monitors that lack a rule, up to {stories} stories of {length.TotalDays:0.##} days each, seeds from {first}");
        var seeds = Enumerable.Range(0, stories).Select(number => first + (ulong)number).ToList();
        new MutationTesting(parsed.GetValue(Profile), length, seeds).Play(rules, parsed.GetValue(Workers), bitten =>
        {
            if (bitten.IsFound) Print($"{bitten.Rule}: found in story {bitten.Stories}, seed {bitten.Seed}: {bitten.Finding}");
            else Print($"{bitten.Rule}: NOT FOUND in {bitten.Stories} stories");
            if (!bitten.IsFound) hidden.Add(bitten.Rule);
        });
        Print($"Found {rules.Length - hidden.Count} of {rules.Length}; {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s");
        return hidden.Count <= parsed.GetValue(Missed) ? 0 : 1;
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
