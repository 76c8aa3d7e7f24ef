namespace OrleansMonitor.Proxmox.Wire;

/// <summary>Reads a value from the body of a 200.</summary>
/// <typeparam name="T">The value.</typeparam>
internal interface IAnswerReader<T>
{
    /// <summary>False once another read would deliver something twice.</summary>
    bool CanStartOver { get; }

    /// <summary>The member and quorum that a value reports of its endpoint; null if it reports none.</summary>
    MemberQuorum? QuorumOf(T value) => null;

    /// <summary>Reads the body to its end.</summary>
    /// <exception cref="InvalidAnswerException">The body is no Proxmox response.</exception>
    /// <exception cref="System.Text.Json.JsonException">The body is no JSON.</exception>
    Task<T> ReadAsync(Stream body, CancellationToken cancellation);
}
