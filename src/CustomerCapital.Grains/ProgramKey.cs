namespace CustomerCapital.Grains;

/// <summary>Grains of which the program has one of a kind: they have the same key.</summary>
internal static class ProgramKey
{
    public const string Value = "program";

    /// <summary>The one of a kind.</summary>
    public static TGrain GetProgramGrain<TGrain>(this IGrainFactory grains, string kind) where TGrain : IAddressable =>
        grains.GetGrain<TGrain>(GrainId.Create(kind, Value));
}
