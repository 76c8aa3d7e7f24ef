using System.Text.RegularExpressions;

namespace OrleansMonitor.Scenarios.Tests.CasePlaying;

/// <summary>Carries escapes of half surrogate pairs through a JSON document, which no serializer would write again.</summary>
internal static partial class LoneSurrogates
{
    private const char Mark = '\uE000';

    public static string Hide(string json) => Lone().Replace(json, match => Mark + match.Value[2..].ToLowerInvariant());

    public static string Restore(string json) => Hidden().Replace(json, match => "\\u" + match.Groups["code"].Value);

    [GeneratedRegex(@"(?<!\\)\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])", RegexOptions.None, 1000)]
    private static partial Regex Lone();

    [GeneratedRegex(@"(\uE000|\\u[eE]000)(?<code>[0-9a-f]{4})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hidden();
}
