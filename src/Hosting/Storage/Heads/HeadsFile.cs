using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Hosting.Storage.Files;

namespace OrleansMonitor.Hosting.Storage.Heads;

/// <summary>
/// The file with the heads of the audit log's chains, sealed with a key in a file beside it. A change of either without the other is
/// detected. Whoever can write both can forge them; if that matters, keep them where only the monitor may write.
/// </summary>
internal sealed class HeadsFile(string path)
{
    private const int KeySize = 32;

    /// <summary>The file's absolute path.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    private string KeyPath => Path + ".key";

    /// <summary>The recorded heads; empty if there is no file yet.</summary>
    /// <exception cref="CryptographicException">The file or its key was changed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public IReadOnlyList<RecordedHead> Read()
    {
        if (!File.Exists(Path)) return [];
        if (!File.Exists(KeyPath)) throw new CryptographicException("its key is missing");
        try
        {
            var content = JsonSerializer.Deserialize<Content>(File.ReadAllText(Path));
            if (content is { Heads: { } heads, Seal: { } seal }
                && CryptographicOperations.FixedTimeEquals(Convert.FromHexString(seal), Seal(heads))) return heads;
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            throw new CryptographicException("it cannot be read", exception);
        }

        throw new CryptographicException("its seal does not fit");
    }

    /// <summary>Writes the heads atomically; they are flushed to disk on return.</summary>
    public void Write(IReadOnlyList<RecordedHead> heads)
    {
        PrivateFiles.CreateFolder(System.IO.Path.GetDirectoryName(Path)!);
        EnsureKey();
        var content = new Content(heads, Convert.ToHexStringLower(Seal(heads)));
        WriteAtomically(Path, JsonSerializer.SerializeToUtf8Bytes(content), overwrite: true);
    }

    // If several processes start at once, one creates the key and all use it.
    private void EnsureKey()
    {
        if (File.Exists(KeyPath)) return;
        try
        {
            WriteAtomically(KeyPath, RandomNumberGenerator.GetBytes(KeySize), overwrite: false);
        }
        catch (IOException) when (File.Exists(KeyPath))
        {
            // Another process was first.
        }
    }

    private byte[] Seal(IReadOnlyList<RecordedHead> heads) =>
        HMACSHA256.HashData(File.ReadAllBytes(KeyPath), Encoding.UTF8.GetBytes(JsonSerializer.Serialize(heads)));

    private static void WriteAtomically(string path, byte[] content, bool overwrite)
    {
        var temporary = $"{path}.{Environment.ProcessId}.new";
        using (var stream = PrivateFiles.Open(temporary, FileMode.Create))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite);
    }

    private sealed record Content(IReadOnlyList<RecordedHead> Heads, string Seal);
}
