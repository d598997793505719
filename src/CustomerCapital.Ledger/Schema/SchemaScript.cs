using System.Security.Cryptography;

namespace CustomerCapital.Ledger.Schema;

/// <summary>A numbered script that makes or changes tables; once released it is never changed.</summary>
/// <param name="Name">Its number and name, such as "001-ledger".</param>
/// <param name="Text">Its SQL.</param>
public sealed record SchemaScript(string Name, string Text)
{
    /// <summary>Whether rows of actors hold after it what they held before, so that none has to be written anew; the script says so in its first line.</summary>
    public bool LeavesRows { get; } = Text.StartsWith("-- Leaves all rows as they are.", StringComparison.Ordinal);

    /// <summary>Hash of the text in hexadecimal, whatever its line endings: by it a script that was changed later is known.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Text.ReplaceLineEndings("\n"))));
}
