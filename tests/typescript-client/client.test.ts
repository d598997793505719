// The client that openapi-typescript and openapi-fetch make of the API's description, used against a server at the
// address in SERVER: the tour of the README, a nested segment, a stream, paging, every kind of event, a problem.
import assert from "node:assert/strict";
import { test } from "node:test";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Event = components["schemas"]["CustomerEvent"];

const server = process.env.SERVER;
if (server === undefined) throw new Error("The variable SERVER must name the server's address, such as http://127.0.0.1:8080.");
const client = createClient<paths>({ baseUrl: server });

/** What was answered; a problem is thrown with its message. */
function answered<T>(result: { data?: T; error?: components["schemas"]["Problem"]; response: Response }): T {
  if (result.data === undefined) throw new Error(result.error?.detail ?? `status ${result.response.status}`);
  return result.data;
}

const ada = { params: { path: { id: "ada" } } };

test("tour of the readme is lived through", async () => {
  const registered = answered(await client.PUT("/v1/customers/{id}", { ...ada, body: { name: "Ada Lindmann", acquisitionChannel: "fair", acquisitionCost: "12.00" } }));
  assert.equal(registered.historicValue, "-12.00");
  const purchase: components["schemas"]["RecordPurchase"] = {
    purchaseId: "till-1",
    currency: "EUR",
    lines: [
      { sku: "KIT-104", category: "kitchen", quantity: 2, unitPrice: "18.90" },
      { sku: "PAP-102", category: "paper", unitPrice: "2.40" },
    ],
  };
  const first = await client.POST("/v1/customers/{id}/purchases", { ...ada, body: purchase });
  const again = await client.POST("/v1/customers/{id}/purchases", { ...ada, body: purchase });
  assert.equal(first.response.status, 201);
  assert.equal(again.response.status, 200);
  assert.equal(again.response.headers.get("Idempotency-Replayed"), "true");
  assert.deepEqual(answered(again), answered(first));
  assert.equal(answered(first).revenue, "40.20");
  const returned = answered(await client.POST("/v1/customers/{id}/returns", { ...ada, body: { returnId: "back-1", purchaseId: "till-1", lines: [{ sku: "KIT-104", quantity: 1 }] } }));
  assert.equal(returned.revenue, "21.30");
  assert.equal(answered(await client.POST("/v1/customers/{id}/enrolment", { ...ada, body: { enrolled: true } })).rung, "member");
  assert.equal(answered(await client.POST("/v1/customers/{id}/feedback", { ...ada, body: { feedbackId: "card-7", nps: 9, comment: "Lovely." } })).rung, "advocate");
  answered(await client.POST("/v1/customers/{id}/referrals", { ...ada, body: { referralId: "friend-1", referredCustomerId: "bruno" } }));
});

test("stream takes lines and answers with lines", async () => {
  const lines: components["schemas"]["CommandEnvelope"][] = [
    { customerId: "bruno", command: { type: "purchase", purchaseId: "web-1", amount: "30.00" } },
    { customerId: "carla", command: { type: "interaction", interactionId: "mail-1", kind: "inquiry" } },
    { customerId: "carla", command: { type: "purchase", purchaseId: "web-2", amount: "12", currency: "USD" } },
  ];
  const { data, response } = await client.POST("/v1/commands", {
    body: lines,
    headers: { "Content-Type": "application/x-ndjson" },
    bodySerializer: (all) => all.map((line) => JSON.stringify(line)).join("\n"),
    parseAs: "text",
  });
  const text: string = data ?? assert.fail(`status ${response.status}`);
  const results = text.trim().split("\n").map((line) => JSON.parse(line) as components["schemas"]["LineResult"]);
  assert.deepEqual(results.map((result) => result.status), [201, 201, 422]);
  assert.equal(results[0]?.receipt?.revenue, "30.00");
  assert.equal(results[2]?.code, "currency_mismatch");
});

test("customer and reports are read", async () => {
  // Bruno's purchase is told to Ada a moment after it is answered.
  let view = answered(await client.GET("/v1/customers/{id}", ada));
  for (const end = Date.now() + 30_000; view.convertedReferrals === 0 && Date.now() < end; ) view = answered(await client.GET("/v1/customers/{id}", ada));
  assert.deepEqual([view.profile.name, view.acquisitionCost, view.convertedReferrals, view.rung], ["Ada Lindmann", "12.00", 1, "advocate"]);
  const metrics = answered(await client.GET("/v1/metrics"));
  assert.deepEqual([metrics.orders, metrics.revenue, metrics.averageOrderValue], [2, "51.30", "25.65"]);
  const ladder = answered(await client.GET("/v1/ladder", { params: { query: { share: 0.1 } } }));
  assert.equal(ladder.rungs.find((rung) => rung.rung === "raving_fan")?.twelveMonthValue, null);
  assert.equal(answered(await client.GET("/v1/cohorts"))[0]?.cohort, view.cohort);
});

test("nested segment chooses", async () => {
  const segment: components["schemas"]["Segment"] = {
    all: [
      { any: [{ field: "rung", operator: "equals", value: "prospect" }, { field: "lastPurchaseAt", operator: "atLeast", value: { daysAgo: 90 } }] },
      { not: { field: "orders", operator: "atLeast", value: 1 } },
    ],
  };
  const found = answered(await client.POST("/v1/customers/query", { body: { segment } }));
  assert.deepEqual(found.customers.map((customer) => customer.customerId), ["carla"]);
});

test("list is paged to its end", async () => {
  for (let number = 0; number < 7; number++) {
    answered(await client.POST("/v1/customers/{id}/purchases", { params: { path: { id: `paged ${number}` } }, body: { purchaseId: "p", amount: "1.00" } }));
  }
  const seen: string[] = [];
  let cursor: string | null | undefined;
  do {
    const query = cursor ? { limit: 4, cursor } : { limit: 4 };
    const page = answered(await client.GET("/v1/customers", { params: { query } }));
    seen.push(...page.customers.map((customer) => customer.customerId));
    cursor = page.nextCursor;
  } while (cursor !== null);
  assert.deepEqual(seen, ["ada", "bruno", "carla", ...Array.from({ length: 7 }, (_, number) => `paged ${number}`)]);
});

test("every kind of event is narrowed by its type", async () => {
  const post = (result: { data?: unknown; error?: components["schemas"]["Problem"]; response: Response }) => answered(result);
  post(await client.POST("/v1/customers/{id}/purchase-amendments", { ...ada, body: { amendmentId: "edit-1", purchaseId: "till-1", lines: [{ sku: "KIT-104", quantity: 2, unitPrice: "18.90" }, { sku: "PAP-102", quantity: 2, unitPrice: "2.40" }] } }));
  post(await client.POST("/v1/customers/{id}/interactions", { ...ada, body: { interactionId: "mail-2", kind: "answer", positive: true } }));
  post(await client.POST("/v1/customers/{id}/feedback-corrections", { ...ada, body: { correctionId: "card-7-corrected", feedbackId: "card-7", nps: 10 } }));
  post(await client.POST("/v1/customers/{id}/survey-invitations", { ...ada, body: { surveyId: "order-1", kind: "review" } }));
  post(await client.POST("/v1/customers/{id}/follow-ups", { ...ada, body: { followUpId: "call-1", kind: "call", dueAt: "2026-03-20T10:00:00+01:00" } }));
  post(await client.POST("/v1/customers/{id}/follow-ups/{followUpId}/done", { params: { path: { id: "ada", followUpId: "call-1" } }, body: { result: "Content." } }));
  const told: Record<string, string> = {};
  for (const id of ["ada", "bruno"]) {
    let after: number | null = 0;
    while (after !== null) {
      const page: components["schemas"]["EntryList"] = answered(await client.GET("/v1/customers/{id}/entries", { params: { path: { id }, query: { after, limit: 3 } } }));
      for (const entry of page.entries) told[entry.event.type] ??= tell(entry.event);
      after = page.nextAfter;
    }
  }
  assert.deepEqual(told, {
    customer_registered: "Ada Lindmann", interaction_recorded: "mail-2 answer", purchase_recorded: "till-1 40.20", purchase_amended: "40.20 to 42.60",
    return_recorded: "back-1 18.90", enrolment_changed: "true", feedback_given: "card-7 9", feedback_corrected: "9 to 10", referral_made: "bruno",
    referral_accepted: "ada", referral_conversion_changed: "ada 1", conversion_counted: "bruno true", survey_invited: "order-1 review", follow_up_scheduled: "call", follow_up_done: "Content.",
    standing_changed: "in_target_market to buyer",
  });
});

test("message of a problem says what to do", async () => {
  const conflict = await client.POST("/v1/customers/{id}/purchases", { ...ada, body: { purchaseId: "till-1", amount: "99.00" } });
  assert.throws(() => answered(conflict), { message: "The id 'till-1' was used before with other content; use a new id, or send the first content." });
  assert.deepEqual([conflict.error?.status, conflict.error?.code, conflict.error?.retryable], [409, "id_conflict", false]);
  const malformed = await client.POST("/v1/customers/{id}/purchases", { ...ada, body: { purchaseId: "till-2", amount: "much" } });
  assert.equal(malformed.error?.errors[0]?.field, "amount");
});

test("policy is read, changed and put back", async () => {
  const read = await client.GET("/v1/policy");
  const headers = { "If-Match": read.response.headers.get("ETag") ?? assert.fail("The policy has no ETag.") };
  const put = await client.PUT("/v1/policy", { params: { header: headers }, body: { ...answered(read), marginRate: 0.35 } });
  assert.equal(answered(put).marginRate, 0.35);
  const late = await client.PUT("/v1/policy", { params: { header: headers }, body: answered(read) });
  assert.equal(late.error?.code, "version_conflict");
});

test("results of a campaign say what they cannot show, and the members from whom they are worked out", async () => {
  const policy = answered(await client.GET("/v1/policy"));
  answered(await client.PUT("/v1/policy", { body: { ...policy, rewards: [{ name: "tickets", cost: "0.50", raffle: { raffle: "summer", entries: 1 } }] } }));
  const campaign = { params: { path: { campaignId: "thanks" } } };
  answered(await client.PUT("/v1/campaigns/{campaignId}", { ...campaign, body: { terms: { reward: "tickets", trigger: { on: "purchase" }, measureDays: 60 } } }));
  answered(await client.POST("/v1/campaigns/{campaignId}/schedule", { ...campaign, body: {} }));
  answered(await client.POST("/v1/customers/{id}/purchases", { ...ada, body: { purchaseId: "till-90", amount: "10.00" } }));
  const results = answered(await client.GET("/v1/campaigns/{campaignId}/results", campaign));
  assert.deepEqual([results.version, results.reached.members, results.reached.cost, results.effect.absolute.limit], [1, 1, "0.50", "too_few_members"]);
  const { data } = await client.GET("/v1/campaigns/{campaignId}/results/members", { ...campaign, parseAs: "text" });
  const text: string = data ?? assert.fail("There are no members.");
  const member = JSON.parse(text) as components["schemas"]["MeasuredMember"];
  assert.deepEqual([member.customerId, member.arm, member.revenue, member.grants], ["ada", "reached", "0.00", 1]);
});

/** One field of each kind: the compiler holds that no kind is left out. */
function tell(event: Event): string {
  switch (event.type) {
    case "customer_registered": return `${event.profile.name}`;
    case "interaction_recorded": return `${event.interactionId} ${event.kind}`;
    case "registration_changed": return `${event.phone}`;
    case "purchase_moved": return `${event.purchaseId} to ${event.toCustomerId}`;
    case "purchase_taken_over": return `${event.purchaseId} from ${event.fromCustomerId}`;
    case "purchase_recorded": return `${event.purchaseId} ${event.amount}`;
    case "purchase_amended": return `${event.before} to ${event.amount}`;
    case "return_recorded": return `${event.returnId} ${event.amount}`;
    case "enrolment_changed": return `${event.enrolled}`;
    case "feedback_given": return `${event.feedbackId} ${event.nps}`;
    case "feedback_corrected": return `${event.npsBefore} to ${event.nps}`;
    case "referral_made": return event.referredCustomerId;
    case "referral_accepted": return event.referrerId;
    case "referral_conversion_changed": return `${event.referrerId} ${event.change}`;
    case "conversion_counted": return `${event.referredCustomerId} ${event.converted}`;
    case "survey_invited": return `${event.surveyId} ${event.kind}`;
    case "survey_reminded": return event.surveyId;
    case "survey_unanswered": return event.surveyId;
    case "follow_up_scheduled": return event.kind;
    case "follow_up_assigned": return `${event.assignee}`;
    case "follow_up_done": return `${event.result}`;
    case "follow_up_withheld": return event.reason;
    case "standing_changed": return `${event.from.rung} to ${event.to.rung}`;
    case "wallet_adjusted": return `${event.adjustmentId} ${event.movements?.[0]?.amount}`;
    case "wallet_spent": return `${event.spendingId} ${event.movements?.[0]?.amount}`;
    case "wallet_spending_reversed": return event.spendingId;
    case "payment_reversed": return event.purchaseId;
    case "reward_granted": return event.reward;
    case "reward_grant_reversed": return event.reward;
    case "voucher_noted": return event.code;
    case "voucher_forgotten": return event.code;
    case "vouchers_expired": return event.codes.join();
    case "voucher_issued": return `${event.terms.value ?? event.terms.percent}`;
    case "voucher_ended": return `${event.change.worth}`;
    case "voucher_use_reserved": return `${event.holdId ?? event.purchaseId}`;
    case "voucher_use_shared": return `${event.number}`;
    case "voucher_use_released": return `${event.number}`;
    case "voucher_use_questioned": return event.purchaseId;
    case "voucher_use_confirmed": return `${event.purchaseId} ${event.discount}`;
    case "voucher_use_reversed": return `${event.returnId} ${event.amount}`;
    case "voucher_use_revoked": return event.code;
    case "stock_changed": return `${event.by}`;
    case "campaign_defined": return `${event.version} ${event.terms.reward}`;
    case "campaign_moved": return event.to;
    case "campaign_members_taken": return `${event.runId} ${event.members?.length}`;
    case "campaign_run_begun": return `${event.runId} ${event.audience}`;
    case "campaign_run_ended": return event.runId;
    case "campaign_grants_reserved": return `${event.reservation.grants}`;
    case "campaign_grants_settled": return `${event.given}`;
    case "campaign_member_failed": return event.member.customerId;
    case "campaign_offer_passed": return event.outcome;
    case "campaign_offer_asked": return event.offer.campaignId;
    case "campaign_grant_claimed": return `${event.customerId} ${event.isSetAside}`;
    case "campaign_grant_released": return `${event.customerId} ${event.cost}`;
    case "subscription_defined": return `${event.rules.url}`;
    case "subscription_secret_rotated": return `${event.keepHours}`;
    case "subscription_moved": return event.to;
    case "subscription_replayed": return event.since;
    case "entry_given_up": return `${event.kind} ${event.key} ${event.sequence} ${event.reason}`;
    case "dead_letters_replayed": return `${event.through}`;
    case "raffle_defined": return `${event.version} ${event.rules.prizes?.length}`;
    case "raffle_opened": return `${event.termsHash} ${event.commitment}`;
    case "raffle_moved": return event.to;
    case "raffle_entrants_added": return `${event.entrants?.length} through ${event.through}`;
    case "raffle_frozen": return `${event.entries} ${event.entriesHash}`;
    case "raffle_draw_begun": return `${event.publicValue}`;
    case "raffle_winners_drawn": return `${event.winners?.length} ${event.isLast}`;
    case "raffle_prizes_granted": return `${event.granted}`;
    case "consent_changed": return `${event.channel} ${event.purpose} ${event.isGiven}`;
    case "consent_requested": return `${event.consentId} ${event.purpose}`;
    case "consent_confirmed": return event.consentId;
    case "message_planned": return `${event.messageId} ${event.template}`;
    case "message_moved": return `${event.messageId} ${event.status}`;
    case "message_due": return event.messageId;
    case "message_reported": return `${event.messageId} ${event.kind}`;
    case "wallet_expired": return `${event.movements?.length}`;
    default: return event satisfies never;
  }
}
