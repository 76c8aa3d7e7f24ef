using OrleansMonitor.Simulator.Access;

namespace OrleansMonitor.Simulator.Clusters;

/// <content>Actions on tokens and permissions.</content>
public sealed partial class SimulatedCluster
{
    /// <summary>Gives a token exactly these privileges on <c>/</c>; none hides every row. Creates the token if there is none.</summary>
    public void SetTokenPrivileges(string tokenId, params string[] privileges) =>
        SetTokenPrivileges(tokenId, new Dictionary<string, IReadOnlyCollection<string>>(StringComparer.Ordinal) { ["/"] = privileges });

    /// <summary>
    /// Gives a token exactly these privileges by path; any other path has those of the nearest path above with an entry.
    /// </summary>
    public void SetTokenPrivileges(string tokenId, IReadOnlyDictionary<string, IReadOnlyCollection<string>> privilegesByPath) =>
        _simulation.With(_ =>
    {
        var identity = _machinery.Tokens.Find(tokenId)
            ?? _machinery.Tokens.AddToken(tokenId, "00000000-0000-0000-0000-000000000000");
        var control = _machinery.Tokens.Control;
        control.Forget(identity.Id);
        foreach (var (path, privileges) in privilegesByPath.Where(entry => entry.Value.Count > 0))
            control.GrantPrivileges(path, identity.Id, privileges);
    });

    /// <summary>
    /// Runs a line of <c>pveum</c> commands like a shell on a node: <c>role add|modify|delete</c>, <c>acl modify|delete</c>,
    /// <c>user add|modify</c> and <c>user token add|remove</c>, joined by <c>;</c>, <c>&amp;&amp;</c> and <c>||</c>.
    /// </summary>
    /// <returns>Null on success, else the error of the last failed command.</returns>
    /// <exception cref="FormatException">The line has an unknown command.</exception>
    public string? RunPveum(string line) => _simulation.With(_ => new Pveum(_machinery.Tokens).Run(line));

    /// <summary>Makes a token invalid or, with false, valid again.</summary>
    /// <exception cref="KeyNotFoundException">No such token.</exception>
    public void RevokeToken(string tokenId, bool revoked = true) => _simulation.With(state =>
    {
        var identity = _machinery.Tokens.Find(tokenId) ?? throw new KeyNotFoundException($"There is no token '{tokenId}'.");
        identity.Revoked = revoked;
        state.Narrate(revoked ? "token-revoked" : "token-restored", $"Token {tokenId} was {(revoked ? "revoked" : "restored")}");
    });
}
