using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Domain.Tests.Notifications;

/// <summary>What a person may write as a silence, and what is said about the rest.</summary>
public sealed class SilenceReadingTests
{
    private static readonly SilenceDraft Good = new() { Entity = "lab/100", EndsAt = Given.At(3600) };

    public static TheoryData<SilenceDraft, string> Bad() => new()
    {
        { new() { EndsAt = Given.At(60) }, "It would mute everything. Name what it mutes, or set all to true if you mean everything." },
        { Good with { EndsAt = null }, "endsAt is missing. Only a silence with an incidentId may do without: it ends with that incident." },
        { Good with { EndsAt = Given.At(0) }, "endsAt is in the past; choose a later time." },
        { Good with { BeginsAt = Given.At(3600) }, "endsAt is not after beginsAt; exchange them or choose a later end." },
        { Good with { EndsAt = Given.At(367 * 86400.0) },
            "It would last longer than a year; choose an earlier endsAt, or change the routes." },
        { Good with { Conditions = ["VM_CRASH"] }, "conditions names 'VM_CRASH', which is no condition. Did you mean VM_CRASHED?" },
        { Good with { Clusters = ["lap"] }, "clusters names 'lap', which is no monitored cluster. Did you mean lab?" },
        { Good with { Clusters = ["elsewhere"] }, "clusters names 'elsewhere', which is no monitored cluster." },
        { Good with { MinimumSeverity = "2" }, "minimumSeverity is none of info, warning, error and critical." },
        { Good with { Pools = ["gold", ""] }, "pools contains a blank name; name what is muted, or leave the list out." },
        { Good with { Nodes = [" "] }, "nodes contains a blank name; name what is muted, or leave the list out." },
        { Good with { Comment = new('x', 501) }, "comment is longer than 500 characters." },
        { Good with { Entity = new('x', 201) }, "A name is longer than 200 characters." },
        { Good with { Nodes = [.. Enumerable.Repeat("pve1", 51)] }, "A list has more than 50 names; use several silences." },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_is_wrong_is_said_with_what_to_do(SilenceDraft draft, string problem) => Read(draft).ShouldBe(new(null, problem));

    [Fact]
    public void What_is_right_becomes_a_silence_of_its_author()
    {
        var draft = Good with
        {
            MinimumSeverity = "warning",
            Conditions = ["vm_crashed"],
            Clusters = ["lab"],
            Nodes = ["pve1"],
            Tags = ["db"],
            Pools = ["gold"],
            Comment = " planned\nwork ",
            BeginsAt = Given.At(60).ToOffset(TimeSpan.FromHours(2)),
        };

        var silence = Read(draft).Silence.ShouldNotBeNull();

        (silence.Author, silence.Comment, silence.BeginsAt, silence.EndsAt)
            .ShouldBe(("anna", "planned work", Given.At(60), Given.At(3600)));
        silence.Match.Describe().ShouldBe("lab/100, VM_CRASHED, on pve1, in lab, with tag db, in pool gold, from warning on");
    }

    [Fact]
    public void Everything_may_be_muted_on_purpose_and_one_incident_until_it_ends()
    {
        Read(new() { All = true, EndsAt = Given.At(60) }).Silence!.Match.Describe().ShouldBe("everything");
        Read(new() { IncidentId = "i1" }).Silence!.IsUntilResolved.ShouldBeTrue();
    }

    [Fact]
    public void One_that_would_have_begun_before_begins_now() =>
        Read(Good with { BeginsAt = Given.At(-60) }).Silence!.BeginsAt.ShouldBe(Given.Start);

    [Fact]
    public void A_silence_of_a_blank_pool_that_was_stored_before_mutes_no_incident_without_one() =>
        new NoticeMatch { Pools = [""] }.Matches(Notices.Notice()).ShouldBeFalse();

    private static SilenceReading Read(SilenceDraft draft) => SilenceReading.Of(draft, ["lab"], "anna", "s1", Given.Start);
}
