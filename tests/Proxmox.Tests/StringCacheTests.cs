using System.Text;
using OrleansMonitor.Proxmox.Wire;

namespace OrleansMonitor.Proxmox.Tests;

/// <summary>Strings are shared between polls and let go when they are no longer seen.</summary>
public sealed class StringCacheTests
{
    [Fact]
    public void The_same_text_gives_the_same_string_whatever_else_was_added()
    {
        var cache = new StringCache();
        var texts = Enumerable.Range(0, 5000).Select(static i => $"guest-{i}").ToArray();
        var strings = texts.Select(t => cache.Get(Encoding.UTF8.GetBytes(t))).ToArray();
        strings.ShouldBe(texts);
        for (var i = 0; i < texts.Length; i++) cache.Get(Encoding.UTF8.GetBytes(texts[i])).ShouldBeSameAs(strings[i]);
    }

    [Fact]
    public void What_polls_no_longer_see_is_let_go_and_what_they_see_is_kept()
    {
        var cache = new StringCache();
        for (var poll = 0; poll < 20; poll++)
        {
            cache.Get("always"u8);
            for (var i = 0; i < 3000; i++) cache.Get(Encoding.UTF8.GetBytes($"poll-{poll}-{i}"));
            cache.EndPoll();
        }

        cache.Count.ShouldBeLessThan(7000);
        cache.Get("always"u8).ShouldBeSameAs(cache.Get("always"u8));
    }

    [Fact]
    public void Beyond_its_capacity_it_still_answers_right()
    {
        var cache = new StringCache(10);
        for (var i = 0; i < 50; i++) cache.Get(Encoding.UTF8.GetBytes($"g{i}")).ShouldBe($"g{i}");
        cache.Count.ShouldBe(10);
        cache.Get("é"u8).ShouldBe("é");
        cache.Get(""u8).ShouldBe("");
    }
}
