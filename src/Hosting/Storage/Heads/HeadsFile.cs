using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrleansMonitor.Domain.Audit;

namespace OrleansMonitor.Hosting.Storage.Heads;

/// <summary>
/// The file with the ends of the audit log's chains, sealed with a key in a file beside it: who changes the one without the other is found
/// out. Who may write both can forge them; where that matters, keep them where only the monitor may write.
/// </summary>
internal sealed class HeadsFile(string path)
{
    private const int KeySize = 32;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Where it is.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    private string KeyPath => Path + ".key";

    /// <summary>What was kept; empty where there is no file yet.</summary>
    /// <exception cref="CryptographicException">The file or its key was changed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
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

    /// <summary>Keeps them: the whole file or none of it, on the disk when it returns.</summary>
    public void Write(IReadOnlyList<RecordedHead> heads)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        EnsureKey();
        Put(Path, JsonSerializer.SerializeToUtf8Bytes(new Content(heads, Convert.ToHexStringLower(Seal(heads)))), overwrite: true);
    }

    // Of several processes that begin at once, one makes the key and all use it.
    private void EnsureKey()
    {
        if (File.Exists(KeyPath)) return;
        try
        {
            Put(KeyPath, RandomNumberGenerator.GetBytes(KeySize), overwrite: false);
        }
        catch (IOException) when (File.Exists(KeyPath))
        {
            // Another was first.
        }
    }

    private byte[] Seal(IReadOnlyList<RecordedHead> heads) =>
        HMACSHA256.HashData(File.ReadAllBytes(KeyPath), Encoding.UTF8.GetBytes(JsonSerializer.Serialize(heads)));

    private static void Put(string path, byte[] content, bool overwrite)
    {
        var fresh = $"{path}.{Environment.ProcessId}.new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Private;
        using (var stream = new FileStream(fresh, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite);
    }

    private sealed record Content(IReadOnlyList<RecordedHead> Heads, string Seal);
}
