namespace OrleansMonitor.Proxmox.Wire;

/// <summary>Makes a value of the body of a 200.</summary>
/// <typeparam name="T">The value.</typeparam>
internal interface IAnswerReader<T>
{
    /// <summary>False once reading again would deliver something twice.</summary>
    bool CanStartOver { get; }

    /// <summary>What a value says of the endpoint that gave it; null for one that says nothing of that.</summary>
    PartitionWord? WordOf(T value) => null;

    /// <summary>Reads the body to its end.</summary>
    /// <exception cref="InvalidAnswerException">It is no answer of Proxmox.</exception>
    /// <exception cref="System.Text.Json.JsonException">It is no JSON.</exception>
    Task<T> ReadAsync(Stream body, CancellationToken cancellation);
}
