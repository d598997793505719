using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.SignedLinks;

namespace CustomerCapital.Client;

public sealed partial class GatewayClient
{
    /// <summary>Makes a signed link for a customer. Nothing is kept of it.</summary>
    /// <param name="customerId">Whose.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="subject">What it is about; null for nothing.</param>
    /// <param name="days">How many days it holds; null for as many as links of that kind do.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="GatewayException">There is no such customer, or no such link can be made; its code says which.</exception>
    public Task<MadeLink> MakeLinkAsync(string customerId, LinkKind kind, string? subject = null, int? days = null, CancellationToken cancellation = default) =>
        PostAsync<LinkBody, MadeLink>(PathOfCustomer(customerId) + "/links", new(kind, subject, days), cancellation);

    /// <summary>The customer whose a share code is; null where this program has made no such code.</summary>
    public async Task<string?> FindShareCodeAsync(string code, CancellationToken cancellation = default) =>
        (await FindAsync<ShareCodeOwner>(PathOfShare(code), ["share_code_not_found"], cancellation))?.CustomerId;

    /// <summary>Records that whoever shared a link has brought a person.</summary>
    /// <exception cref="GatewayException">There is no such code, or the referral is refused; its code says which.</exception>
    public Task<Receipt> MakeReferralAsync(string shareCode, MakeReferral referral, CancellationToken cancellation = default) =>
        PostAsync<MakeReferral, Receipt>(PathOfShare(shareCode) + "/referrals", referral, cancellation);

    /// <summary>The number of the key that signs links.</summary>
    public async Task<int> GetLinkKeyAsync(CancellationToken cancellation = default) => (await GetAsync<LinkKeyNumber>("v1/link-key", cancellation)).Number;

    /// <summary>Makes a new key for links, in place of the one that signs now.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="GatewayException">Another key signs by now.</exception>
    public async Task<int> RotateLinkKeyAsync(int from, CancellationToken cancellation = default) =>
        (await PostAsync<LinkKeyFrom, LinkKeyNumber>("v1/link-key/rotation", new(from), cancellation)).Number;

    private static string PathOfShare(string code) => "v1/share-codes/" + Uri.EscapeDataString(code);
}

/// <summary>Whose a share code is.</summary>
internal sealed record ShareCodeOwner(string CustomerId);

/// <summary>Which link to make.</summary>
internal sealed record LinkBody(LinkKind Kind, string? Subject, int? Days);

/// <summary>The key that signs links.</summary>
internal sealed record LinkKeyNumber(int Number);

/// <summary>The key that is replaced.</summary>
internal sealed record LinkKeyFrom(int From);
