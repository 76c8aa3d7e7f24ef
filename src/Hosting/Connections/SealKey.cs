using System.Security.Cryptography;
using System.Text;
using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Hosting.Storage.Files;
using OrleansMonitor.Hosting.Storage.Sqlite;

namespace OrleansMonitor.Hosting.Connections;

/// <summary>
/// The key that seals tokens and second factors, outside the database: from <c>Monitor:Secrets</c>, or from a file beside a SQLite
/// database that is made when it is first needed. Thread-safe.
/// </summary>
/// <param name="configured">The configured text; null for none.</param>
/// <param name="file">The file without a configured text; null for none.</param>
public sealed class SealKey(string? configured, string? file)
{
    private const int Size = 32;
    private static readonly byte[] Purpose = Encoding.UTF8.GetBytes("OrleansMonitor cluster tokens v1");

    private readonly Lock _lock = new();
    private byte[]? _key;

    /// <summary>The key of a configuration.</summary>
    public static SealKey Of(MonitorOptions options) => new(
        options.Secrets.Effective,
        options.Database.IsPostgreSql ? null : SqliteFile.Parse(options.Database.ConnectionString).Path + ".secrets");

    /// <summary>Why nothing can be sealed, with what to do, as sentences; null if it can.</summary>
    public string? Problem => configured is null && file is null
        ? "There is no key to seal secrets with. Set Monitor:Secrets:KeyFile on every silo to a file with the same key "
            + "(openssl rand -base64 32), and restart."
        : null;

    /// <summary>Whether there is no key yet: one would be made at the next sealing.</summary>
    public bool IsMissing => configured is null && file is not null && _key is null && !File.Exists(file);

    /// <summary>The key: 32 bytes.</summary>
    /// <param name="create">Whether to make a missing file.</param>
    /// <exception cref="IOException">There is no key, or its file cannot be read or made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read or made.</exception>
    public byte[] Read(bool create)
    {
        lock (_lock) return _key ??= Derive(configured ?? ReadFile(create));
    }

    // The text is a random key, not a password: no slow derivation is needed.
    private static byte[] Derive(string text) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(text), Size, salt: null, info: Purpose);

    private string ReadFile(bool create)
    {
        if (file is null) throw new IOException(Problem);
        if (!File.Exists(file) && create) Make(file);
        if (!File.Exists(file)) throw new FileNotFoundException($"The key file {file} is missing.");
        PrivateFiles.Tighten(file);
        var text = File.ReadAllText(file).Trim();
        return text.Length > 0 ? text : throw new IOException($"The key file {file} is empty.");
    }

    // Two that make it at once must not replace each other's.
    private static void Make(string path)
    {
        PrivateFiles.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = $"{path}.{Environment.ProcessId}.new";
        using (var stream = PrivateFiles.Open(temporary, FileMode.Create))
        {
            stream.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Size))));
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(temporary);
        }
    }
}
