namespace CustomerCapital.Server.Terminal;

/// <summary>The address of a server, as <c>--gateway</c> names it.</summary>
internal static class GatewayAddress
{
    /// <exception cref="UsageException">It cannot be understood.</exception>
    public static Uri Of(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", Query: "", Fragment: "" }
        ? address
        : throw new UsageException($"--gateway {text}: write it like http://127.0.0.1:8080");
}
