namespace OrleansMonitor.Domain.Tests.Text;

/// <summary>Foreign text on one line.</summary>
public sealed class OneLineTests
{
    [Theory]
    [InlineData("web01", "web01")]
    [InlineData("  Grüße an 北京 \n", "Grüße an 北京")]
    [InlineData("a\r\nb\tc", "a  b c")]
    [InlineData("a\u001b[31mb\u007fc\u009bd", "a [31mb c d")]
    [InlineData("a\u2028b\u2029c\u202Ed\u2066e", "a b c d e")]
    [InlineData(null, "")]
    public void What_controls_a_terminal_or_the_layout_is_a_space(string? text, string line) => OneLine.Of(text, 100).ShouldBe(line);

    [Fact]
    public void A_longer_text_ends_in_an_ellipsis()
    {
        OneLine.Of("0123456789", 10).ShouldBe("0123456789");
        OneLine.Of("0123456789x", 10).ShouldBe("0123456789…");
    }

    [Theory]
    [InlineData("plain name")]
    [InlineData("Grüße-北京-\U0001F4A3")]
    public void A_text_without_such_characters_is_the_same_instance(string text) => OneLine.Printable(text).ShouldBeSameAs(text);

    [Fact]
    public void A_name_keeps_its_length() => OneLine.Printable("a\nb\u0085c").ShouldBe("a b c");
}
