namespace CustomerCapital.Grains;

/// <summary>Key of the grains of which the program has one.</summary>
internal static class ProgramKey
{
    public const string Value = "program";
}
