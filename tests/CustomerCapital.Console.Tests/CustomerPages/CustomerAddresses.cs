using CustomerCapital.ConsolePages.Tests.Serving;
using CustomerCapital.Engine.SignedLinks;

namespace CustomerCapital.ConsolePages.Tests.CustomerPages;

/// <summary>Addresses of customers' pages, whose links are signed when they are asked for.</summary>
internal static class CustomerAddresses
{
    /// <summary>Every page that there is, by a name: of an ordinary customer, and of the one whose texts are an attack.</summary>
    public static readonly string[] Names = ["my", "my-hostile", "data", "data-hostile"];

    /// <summary>The address of one.</summary>
    public static async Task<string> OfAsync(ConsoleServer server, string name) => name switch
    {
        "my" => await LinkAsync(server, LinkKind.CustomerPage, "C00001"),
        "my-hostile" => await LinkAsync(server, LinkKind.CustomerPage, Shop.HostileId),
        "data" => await LinkAsync(server, LinkKind.CustomerPage, "C00001") + "/data",
        "data-hostile" => await LinkAsync(server, LinkKind.CustomerPage, Shop.HostileId) + "/data",
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such page."),
    };

    public static async Task<string> LinkAsync(ConsoleServer server, LinkKind kind, string customerId, string? subject = null) =>
        (await server.Engine.AskAsync(new MakeLink(kind, customerId, subject))).Path;
}
