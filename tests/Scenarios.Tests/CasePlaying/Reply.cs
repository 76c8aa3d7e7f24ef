using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansMonitor.Scenarios.Tests.CasePlaying;

/// <summary>What an endpoint does instead of answering well.</summary>
internal enum Conduct
{
    /// <summary>It answers as stated.</summary>
    Answers,

    /// <summary>It takes no connection.</summary>
    Refuses,

    /// <summary>It takes the request and never answers.</summary>
    Hangs,
}

/// <summary>
/// An answer that a case states in words, such as <c>403 Permission check failed (/, Sys.Audit)</c>, <c>596 once</c> or <c>connection
/// refused</c>.
/// </summary>
internal sealed partial record Reply(
    Conduct Conduct, int Status, string Reason, string Body, string ContentType, IReadOnlyList<(string Name, string Value)> Headers)
{
    private const string Page = "<!DOCTYPE html><html><head><title>Proxy</title></head><body>Something else is here.</body></html>";

    /// <summary>How many requests it is given to; null for all.</summary>
    public int? Times { get; init; }

    /// <summary>Reads it; null where the words say something else.</summary>
    public static Reply? Of(string words)
    {
        if (Refusal().IsMatch(words)) return new(Conduct.Refuses, 0, "", "", "", []);
        if (Silence().IsMatch(words)) return new(Conduct.Hangs, 0, "", "", "", []);
        if (words.TrimStart() is ['{' or '[', ..]) return new(Conduct.Answers, 200, "OK", words, Json, []);
        var match = Answer().Match(words.Trim());
        return match.Success
            ? Read(int.Parse(match.Groups["status"].Value, CultureInfo.InvariantCulture), match.Groups["rest"].Value.Trim()) : null;
    }

    private const string Json = "application/json;charset=UTF-8";

    private static Reply Read(int status, string rest)
    {
        int? times = Count().Match(rest) is { Success: true } count ? Number(count.Value) : null;
        rest = Count().Replace(rest, "").Trim();
        var headers = Header().Matches(rest)
            .Select(match => (match.Groups["name"].Value, Ascii(match.Groups["value"].Value.TrimEnd(',')))).ToList();
        rest = Header().Replace(rest, "").Trim();
        var stated = Stated().Match(rest);
        var isPage = rest.Contains("text/html", StringComparison.OrdinalIgnoreCase);
        var reason = stated.Success || isPage ? "" : rest;
        var body = (stated.Success, isPage, status) switch
        {
            (true, _, _) => stated.Groups["body"].Value,
            (_, true, _) => Page,
            (_, _, >= 400 and < 590) => $$"""{"data":null,"message":"{{reason}}\n"}""",
            _ => "",
        };
        return new(Conduct.Answers, status, reason, body, isPage ? "text/html" : Json, headers) { Times = times };
    }

    private static int Number(string count) =>
        count switch { "once" => 1, "twice" => 2, _ => int.Parse(count.Split(' ')[0], CultureInfo.InvariantCulture) };

    private static string Ascii(string value) => string.Concat(value.Where(char.IsAscii));

    [GeneratedRegex(@"refused|is down\b|no route|unreachable", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Refusal();

    [GeneratedRegex(@"\bhangs?\b|never answers|no answer", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Silence();

    [GeneratedRegex(@"^(?<status>[2-5]\d\d)\b(?<rest>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Answer();

    [GeneratedRegex(@"\b(once|twice|\d+ times)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Count();

    [GeneratedRegex(@"(?<name>[A-Z][a-z]+(-[A-Z][a-z]+)*): (?<value>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Header();

    [GeneratedRegex(@",?\s*body '(?<body>[^']*)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Stated();
}
