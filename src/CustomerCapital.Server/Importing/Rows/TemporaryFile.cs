namespace CustomerCapital.Server.Importing.Rows;

/// <summary>Files that are gone when the process is, even if it is killed; where an open file cannot be deleted, when they are closed.</summary>
internal static class TemporaryFile
{
    /// <summary>Makes one, in the folder that the system has for temporary files.</summary>
    /// <param name="bufferSize">Bytes that its stream holds; 0 for none.</param>
    public static FileStream Create(int bufferSize)
    {
        var path = Path.Combine(Path.GetTempPath(), "customercapital-" + Path.GetRandomFileName());
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            BufferSize = bufferSize,
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        return file;
    }
}
