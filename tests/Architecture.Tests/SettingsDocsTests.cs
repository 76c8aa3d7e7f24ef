using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Architecture.Tests;

/// <summary>A setting that people copy from a page or from a deployment file exists.</summary>
public sealed partial class SettingsDocsTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(House.Source, ".."));

    public static TheoryData<string> Texts { get; } =
        [.. new[] { "docs", "deploy" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".md" or ".yaml" or ".example" or ".service")
            .Append(Path.Combine(Root, "README.md"))
            .Where(file => Named().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Root, file))];

    [Theory, MemberData(nameof(Texts))]
    public void Every_setting_that_is_named_is_one(string text)
    {
        var named = Named().Matches(File.ReadAllText(Path.Combine(Root, text)))
            .Select(match => match.Value.Replace("__", ":", StringComparison.Ordinal)).Distinct();

        foreach (var name in named)
        {
            var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(name, (string?)"")]).Build();
            Problems(configuration)
                .ShouldNotContain(problem => problem.Message.StartsWith("is not a setting", StringComparison.Ordinal), name);
        }
    }

    [Fact]
    public void Texts_that_name_settings_are_found() => Texts.Count.ShouldBeGreaterThan(5);

    private static IReadOnlyList<ConfigurationProblem> Problems(IConfiguration configuration)
    {
        try
        {
            MonitorConfiguration.Load(configuration);
            return [];
        }
        catch (ConfigurationException wrong)
        {
            return wrong.Problems;
        }
    }

    [GeneratedRegex(@"Monitor(:|__)\w[\w:]*\w", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();
}
