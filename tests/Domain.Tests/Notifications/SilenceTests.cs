using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Domain.Tests.Notifications;

/// <summary>What a silence mutes, and for how long.</summary>
public sealed class SilenceTests
{
    public static TheoryData<NoticeMatch, bool> Matches() => new()
    {
        { new(), true },
        { new() { MinimumSeverity = Severity.Error }, true },
        { new() { MinimumSeverity = Severity.Critical }, false },
        { new() { Clusters = ["LAB"] }, true },
        { new() { Clusters = ["prod"] }, false },
        { new() { Nodes = ["pve2", "pve1"] }, true },
        { new() { Nodes = ["pve2"] }, false },
        { new() { Conditions = [ConditionType.VmCrashed] }, true },
        { new() { Conditions = [ConditionType.DiskHigh] }, false },
        { new() { Entity = "lab/100" }, true },
        { new() { Entity = "lab/10" }, false },
        { new() { IncidentId = "i1" }, true },
        { new() { IncidentId = "i2" }, false },
        { new() { Entity = "lab/100", Nodes = ["pve2"] }, false },
    };

    [Theory]
    [MemberData(nameof(Matches))]
    public void Everything_that_is_set_must_match(NoticeMatch match, bool matches) => match.Matches(Notices.Notice()).ShouldBe(matches);

    [Theory]
    [InlineData(-1, SilenceState.Coming)]
    [InlineData(0, SilenceState.Active)]
    [InlineData(3599, SilenceState.Active)]
    [InlineData(3600, SilenceState.Ended)]
    public void It_mutes_from_its_begin_until_before_its_end(double at, SilenceState state)
    {
        Silence().StateAt(Given.At(at)).ShouldBe(state);
        (SilenceDecision.Of(Notices.Notice(), [Silence()], Given.At(at)).By is not null).ShouldBe(state == SilenceState.Active);
    }

    [Fact]
    public void One_that_was_ended_stays_ended_whatever_the_clock_was() =>
        (Silence() with { EndedAt = Given.At(1e6) }).StateAt(Given.Start).ShouldBe(SilenceState.Ended);

    [Fact]
    public void The_reason_names_the_longest_silence_and_its_comment()
    {
        var longer = Silence() with { Author = "bob", Comment = "", EndsAt = Given.At(86400) };

        SilenceDecision.Of(Notices.Notice(), [Silence()], Given.Start).Reason.ShouldBe("silenced by anna until 13:00 UTC: work");
        SilenceDecision.Of(Notices.Notice(), [longer, Silence()], Given.Start).Reason
            .ShouldBe($"silenced by bob until {Given.At(86400):yyyy-MM-dd} 12:00 UTC");
        SilenceDecision.Of(Notices.Notice(), [Silence(), longer with { EndsAt = null }], Given.Start).Reason
            .ShouldBe("silenced by bob until the incident ends");
    }

    [Theory]
    [InlineData(MessageForm.Trouble, true)]
    [InlineData(MessageForm.Past, true)]
    [InlineData(MessageForm.Recovery, false)]
    public void It_mutes_trouble_and_not_the_end_of_what_somebody_was_told(MessageForm form, bool isMuted) =>
        MuteDecision.Of(NotificationSettings.None, Notices.Row(1), form, Silences.None.With(Silence()), Given.Start).IsMuted
            .ShouldBe(isMuted);

    [Fact]
    public void One_that_is_ended_early_is_over_and_stays_as_it_is()
    {
        var ended = Silences.None.With(Silence()).Ended("s1", "bob", Given.At(60));

        ended.Find("s1")!.StateAt(Given.At(60)).ShouldBe(SilenceState.Ended);
        ended.Find("s1")!.EndedBy.ShouldBe("bob");
        ended.Ended("s1", "eve", Given.At(61)).ShouldBeSameAs(ended);
        ended.Ended("s2", "eve", Given.At(61)).ShouldBeSameAs(ended);
    }

    [Fact]
    public void Those_that_ended_long_ago_are_forgotten_and_those_that_have_no_end_are_kept()
    {
        var all = Silences.None.With(Silence()).With(Silence() with { Id = "s2", EndsAt = null });

        all.Kept(Given.At(3601), Given.At(9999)).All.ShouldHaveSingleItem().Id.ShouldBe("s2");
        all.Kept(Given.At(3600), Given.At(9999)).ShouldBeSameAs(all);
    }

    [Theory]
    [InlineData("VM_CRASH", "VM_CRASHED")]
    [InlineData("vm_crahsed", "VM_CRASHED")]
    [InlineData("weather", null)]
    public void The_nearest_name_is_offered_if_it_is_near(string text, string? nearest) =>
        NearestName.Of(text, ["DISK_HIGH", "VM_CRASHED"]).ShouldBe(nearest);

    internal static Silence Silence() => new()
    {
        Id = "s1",
        Match = new(),
        Author = "anna",
        Comment = "work",
        CreatedAt = Given.Start,
        BeginsAt = Given.Start,
        EndsAt = Given.At(3600),
    };
}
