namespace OrleansMonitor.Hosting.Storage.Files;

/// <summary>
/// Creates files and folders that only the monitor's user can read: the database names guests and people, and contains the keys of
/// sessions.
/// </summary>
internal static class PrivateFiles
{
    private const UnixFileMode FileAccessMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode = FileAccessMode | UnixFileMode.UserExecute;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    /// <summary>Creates a folder and its missing parents with mode 0700; an existing one keeps its mode.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be created.</exception>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, FolderMode);
    }

    /// <summary>Opens a file for writing; a new one has mode 0600.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static FileStream Open(string path, FileMode mode, FileShare share = FileShare.Read)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = share };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = FileAccessMode;
        return new FileStream(path, options);
    }

    /// <summary>Takes an existing file from everybody but its owner.</summary>
    /// <returns>The command that does it if this process may not; null if it is done or was not needed.</returns>
    public static string? Tighten(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path)) return null;
        try
        {
            var mode = File.GetUnixFileMode(path);
            if ((mode & Others) != UnixFileMode.None) File.SetUnixFileMode(path, mode & ~Others);
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return $"chmod 600 '{path}'";
        }
    }
}
