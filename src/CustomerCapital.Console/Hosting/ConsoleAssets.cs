using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace CustomerCapital.ConsolePages.Hosting;

/// <summary>Style sheet, script and icon. Their names hold a hash of what is in them, so that browsers keep them for ever and see each change at once.</summary>
internal sealed class ConsoleAssets
{
    private static readonly (string Name, string MediaType)[] Known = [("console.css", "text/css; charset=utf-8"), ("console.js", "text/javascript; charset=utf-8"), ("icon.svg", "image/svg+xml"), ("pages.css", "text/css; charset=utf-8")];

    /// <summary>Where customers' pages have theirs, since whoever guards the console lets none of them in.</summary>
    private const string CustomerRoot = "/pages";

    private static readonly Dictionary<string, Asset> All = Known.ToDictionary(known => known.Name, known => new Asset(known.Name, known.MediaType));

    /// <summary>The address of one, for the console or for customers' pages.</summary>
    public static string AddressOf(string name, bool isCustomers = false) => $"{(isCustomers ? CustomerRoot : ConsoleAddress.Root)}/assets/{All[name].Hash}/{name}";

    /// <summary>How many bytes one has on its way to a browser that takes brotli.</summary>
    public static int PackedSize(string name) => All[name].Packed.Length;

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var root in (string[])[ConsoleAddress.Root, CustomerRoot]) app.MapGet(root + "/assets/{hash}/{name}", Answer).ExcludeFromDescription().AllowAnonymous();
    }

    private static IResult Answer(HttpContext context, string hash, string name)
    {
        if (!All.TryGetValue(name, out var asset) || asset.Hash != hash) return Results.NotFound();
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        var packs = context.Request.GetTypedHeaders().AcceptEncoding.Any(wish => wish.Value == "br" && wish.Quality != 0);
        if (packs) context.Response.Headers.ContentEncoding = "br";
        return Results.Bytes(packs ? asset.Packed : asset.Plain, asset.MediaType);
    }

    private sealed class Asset
    {
        public Asset(string name, string mediaType)
        {
            using var resource = typeof(ConsoleAssets).Assembly.GetManifestResourceStream("Assets/" + name) ?? throw new InvalidOperationException($"The console has no asset '{name}'.");
            using var plain = new MemoryStream();
            resource.CopyTo(plain);
            using var packed = new MemoryStream();
            using (var brotli = new BrotliStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) brotli.Write(plain.GetBuffer(), 0, (int)plain.Length);
            (Plain, Packed, MediaType) = (plain.ToArray(), packed.ToArray(), mediaType);
            Hash = Convert.ToHexStringLower(SHA256.HashData(Plain))[..12];
        }

        public byte[] Plain { get; }

        public byte[] Packed { get; }

        public string MediaType { get; }

        public string Hash { get; }
    }
}
