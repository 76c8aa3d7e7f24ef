using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OrleansMonitor.Architecture.Tests;

/// <summary>How sources are laid out: lines of at most 140 characters, and no conditional expression inside another one.</summary>
public sealed class LayoutTests
{
    private const int MaxLength = 140;

    public static TheoryData<string> Folders => ["src", "trust", "benchmarks", "tests"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void No_line_is_longer_than_140_characters(string folder) =>
        Sources(folder, "*.cs", "*.razor")
            .SelectMany(file => LongLines(File.ReadAllText(file), mayQuote: folder == "tests").Select(line => $"{Relative(file)}:{line}"))
            .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Folders))]
    public void No_conditional_expression_is_inside_another_one(string folder) =>
        Sources(folder, "*.cs", "*.razor")
            .SelectMany(file => NestedConditionals(CodeOf(file)).Select(nested => $"{Relative(file)}: {nested}"))
            .ShouldBeEmpty();

    [Fact]
    public void A_line_of_141_characters_is_too_long_and_one_of_140_is_not() =>
        LongLines($"// {new string('é', 138)}\n// {new string('é', 137)}", mayQuote: true).ShouldBe([1]);

    [Fact]
    public void A_raw_string_and_a_regular_expression_may_be_longer_in_tests_only()
    {
        var text = new string('x', MaxLength);
        var quoted = $"""""
            const string Raw = """
                {text}
                """;
            [GeneratedRegex("{text}")] partial Regex Pattern();
            Regex Made() => new Regex("{text}");
            """"";

        LongLines(quoted, mayQuote: true).ShouldBeEmpty();
        LongLines(quoted, mayQuote: false).ShouldBe([2, 4, 5]);
        LongLines($"var plain = \"{text}\";", mayQuote: true).ShouldBe([1]);
    }

    [Theory]
    [InlineData("a ? 1 : b ? 2 : 3")]
    [InlineData("(a ? b : c) ? 1 : 2")]
    [InlineData("a ? $\"{(b ? 1 : 2)}\" : \"\"")]
    [InlineData("a ? list.Select(x => x ? 1 : 2) : []")]
    [InlineData("a ? 1 : b switch { 1 => c ? 2 : 3, _ => 4 }")]
    public void A_conditional_expression_in_any_part_of_another_one_is_nested(string expression) =>
        NestedConditionals($"var x = {expression};").Count().ShouldBe(1);

    [Theory]
    [InlineData("(a ? 1 : 2) + (b ? 3 : 4)")]
    [InlineData("a switch { 1 => b ? 1 : 2, _ => c ? 3 : 4 }")]
    public void Conditional_expressions_beside_each_other_are_not_nested(string expression) =>
        NestedConditionals($"var x = {expression};").ShouldBeEmpty();

    /// <summary>The numbers of the lines that are too long, from 1.</summary>
    /// <param name="text">The source.</param>
    /// <param name="mayQuote">Whether raw strings and regular expressions may be longer.</param>
    private static IEnumerable<int> LongLines(string text, bool mayQuote)
    {
        var lines = text.Split('\n').Select((line, at) => (Length: line.TrimEnd('\r').Length, Number: at + 1))
            .Where(line => line.Length > MaxLength).Select(line => line.Number).ToList();
        return mayQuote && lines.Count > 0 ? lines.Except(QuotedLines(text)) : lines;
    }

    private static IEnumerable<int> QuotedLines(string text) =>
        from node in CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes().OfType<ExpressionSyntax>()
        where IsRaw(node) || (node is LiteralExpressionSyntax && IsPattern(node))
        let span = node.GetLocation().GetLineSpan()
        from line in Enumerable.Range(span.StartLinePosition.Line + 1, span.EndLinePosition.Line - span.StartLinePosition.Line + 1)
        select line;

    private static bool IsRaw(ExpressionSyntax node) => node switch
    {
        LiteralExpressionSyntax literal => literal.Token.Text.Contains("\"\"\"", StringComparison.Ordinal),
        InterpolatedStringExpressionSyntax text => text.StringStartToken.Text.Contains("\"\"\"", StringComparison.Ordinal),
        _ => false,
    };

    private static bool IsPattern(ExpressionSyntax literal) => literal.Parent?.Parent?.Parent switch
    {
        AttributeSyntax attribute => attribute.Name.ToString() == "GeneratedRegex",
        ObjectCreationExpressionSyntax made => made.Type.ToString() == "Regex",
        InvocationExpressionSyntax call => call.Expression.ToString().StartsWith("Regex.", StringComparison.Ordinal),
        _ => false,
    };

    private static IEnumerable<string> NestedConditionals(string code) =>
        CSharpSyntaxTree.ParseText(code).GetRoot().DescendantNodes().OfType<ConditionalExpressionSyntax>()
            .Where(inner => inner.Ancestors().TakeWhile(outer => outer is not (StatementSyntax or MemberDeclarationSyntax))
                .Any(outer => outer is ConditionalExpressionSyntax))
            .Select(inner => inner.ToString());

    // Of a component only its code block is read; its markup is no C#.
    private static string CodeOf(string file)
    {
        var text = File.ReadAllText(file);
        if (!file.EndsWith(".razor", StringComparison.Ordinal)) return text;
        var code = text.IndexOf("\n@code", StringComparison.Ordinal);
        return code < 0 ? "" : $"class Component{text[(code + "\n@code".Length)..]}";
    }

    private static IEnumerable<string> Sources(string folder, params string[] patterns) =>
        patterns.SelectMany(pattern => Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories))
            .Where(file => !Relative(file).Split('/').Any(part => part is "obj" or "bin")).Order(StringComparer.Ordinal);

    private static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static string Root => Path.GetFullPath(Path.Combine(House.Source, ".."));
}
