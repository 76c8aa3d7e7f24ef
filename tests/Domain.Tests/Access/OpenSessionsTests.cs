using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Domain.Tests.Access;

/// <summary>Browser sessions that are open.</summary>
public sealed class OpenSessionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Only_the_cookie_that_it_was_opened_with_proves_a_session()
    {
        var session = Session("1", "account:a", Now);
        session.HasProof(OpenSession.ProofOf("secret 1")).ShouldBeTrue();
        session.HasProof(OpenSession.ProofOf("secret 2")).ShouldBeFalse();
        session.HasProof(session.Id).ShouldBeFalse();
    }

    [Fact]
    public void Of_one_owner_the_sessions_unused_the_longest_end_and_others_do_not()
    {
        var all = OpenSessions.None.With(Session("other", "account:b", Now.AddHours(-1)));
        for (var i = 0; i < OpenSessions.PerOwner + 2; i++) all = all.With(Session($"{i}", "account:a", Now.AddSeconds(i)));

        all.ById.Count.ShouldBe(OpenSessions.PerOwner + 1);
        all.ById.Keys.ShouldNotContain("0");
        all.ById.Keys.ShouldNotContain("1");
        all.ById.Keys.ShouldContain("other");
    }

    [Fact]
    public void A_session_whose_cookie_has_expired_is_removed_and_a_use_keeps_it()
    {
        var all = OpenSessions.None.With(Session("1", "a", Now)).With(Session("2", "a", Now));
        all = all.WithUses([new("2", Now.AddHours(1)), new("unknown", Now.AddHours(1))]);

        all.At(Now + EndedSessions.Remembered).ById.Keys.ShouldBe(["2"]);
    }

    private static OpenSession Session(string id, string owner, DateTimeOffset at) =>
        new(id, OpenSession.ProofOf($"secret {id}"), owner, owner, "password", null, at, at);
}
