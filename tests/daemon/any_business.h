// AnyBusiness: a provider on a real ledger, and money that comes and goes at random.
//
//   AnyBusiness business;
//   business.Live();
//   const auto events = business.office().Events();

#pragma once

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/date.h"
#include "ledger/deciders/exchange_rates.h"
#include "ledger/deciders/payments.h"
#include "ledger/deciders/receivables.h"
#include "projections/projections.h"
#include "properties/choice.h"
#include "support/office.h"

namespace tally {

inline constexpr absl::CivilDay kFirstDay(2026, 2, 3);
inline constexpr int kMostSteps = 30;

// Who is billed in dollars, as the org is, and who in euros.
inline const std::vector<std::string>& Customers() {
  static const auto& customers = *new std::vector<std::string>{"c0", "c1", "euro"};
  return customers;
}

inline std::string CurrencyOf(const std::string& customer) {
  return customer == "euro" ? "EUR" : "USD";
}

class AnyBusiness {
 public:
  AnyBusiness() : office_(AllProjections()) {
    GoTo(kFirstDay);
    office_.OpenProvider(2);
    office_.Do<v1::DefineCustomer>(
        "org_id: 'msp' customer { customer_id: 'euro' name: 'E' currency: 'EUR' "
        "  payment_terms { kind: TERMS_KIND_NET days: 30 } }");
    Learn("1.09", "2026-01-01");
  }

  // Lives for some days; returns how much of what was tried was done.
  int Live() {
    int done = 0;
    const int steps = Between(5, kMostSteps);
    for (int i = 0; i < steps; ++i) {
      GoTo(today_ + Between(0, 12));
      done += TakeAStep() ? 1 : 0;
    }
    return done;
  }

  Office& office() { return office_; }
  absl::CivilDay today() const { return today_; }
  absl::Time now() { return office_.ledger().Now(); }

 private:
  void GoTo(absl::CivilDay day) {
    today_ = day;
    office_.SetNow(absl::StrCat(FormatDate(day), "T12:00:00Z"));
  }

  void Learn(const std::string& rate, const std::string& date) {
    office_.Do<v1::RecordExchangeRates>(
        absl::StrCat("org_id: 'msp' rates { from_currency: 'EUR' to_currency: 'USD' rate: '", rate,
                     "' date: '", date, "' source: 'ECB' }"));
  }

  // Today, or a day not long before.
  std::string AnyDay() const { return FormatDate(today_ - (OneIn(2) ? 0 : Between(0, 40))); }
  std::string AnyCustomer() const { return Customers()[Index(Customers().size())]; }
  static size_t Index(size_t size) {
    return static_cast<size_t>(Between(0, static_cast<int>(size) - 1));
  }

  static std::string AmountOf(const std::string& customer, int64_t minor_units) {
    return absl::StrCat("amount { minor_units: ", minor_units, " currency: '", CurrencyOf(customer),
                        "' } ");
  }

  std::string NewId() { return absl::StrCat("id", ++last_id_); }

  bool TakeAStep() {
    switch (Between(0, 11)) {
      case 0:
      case 1:
        return Bill();
      case 2:
      case 3:
        return Pay();
      case 4:
        return Allocate();
      case 5:
        return Try<v1::ReversePayment>(
            absl::StrCat("payment_id: 'id", Between(1, last_id_ + 1),
                         "' kind: REVERSAL_KIND_FAILED reason: 'r' date: '", AnyDay(), "'"));
      case 6:
        return Refund();
      case 7:
        return Grant();
      case 8:
        return GiveUp();
      case 9:
        return Credit();
      case 10:
        return Dispute();
      default:
        Learn(absl::StrCat("1.0", Between(1, 9)), FormatDate(today_));
        return true;
    }
  }

  template <class C>
  bool Try(const std::string& text) {
    return office_.Try<C>(absl::StrCat("org_id: 'msp' ", text)).ok();
  }

  // Bills the month before to all customers, at prices that are new.
  bool Bill() {
    const absl::CivilMonth month = absl::CivilMonth(today_) - 1;
    if (month <= billed_) return false;
    billed_ = month;
    for (const std::string& customer : Customers()) {
      office_.Do<v1::SetPlan>(
          absl::StrCat("org_id: 'msp' plan { customer_id: '", customer, "' effective_from: '",
                       FormatMonth(month), "-01' lines { item_id: 'stamp' fixed { quantity: '1' } ",
                       "held { unit_price: '", Between(1, 99), ".", Between(10, 99), "' } } }"));
    }
    office_.RunMonth(FormatMonth(month));
    for (const std::string& customer : Customers()) {
      const auto approved = office_.Try(office_.Approval(customer, FormatMonth(month)));
      EXPECT_TRUE(approved.ok()) << approved.status();
      if (approved.ok()) invoices_.push_back({customer, approved->invoice_number()});
    }
    return true;
  }

  bool Pay() {
    const std::string customer = AnyCustomer();
    const std::string id = NewId();
    credits_.push_back({customer, "PAYMENT", id});
    return Try<v1::RecordPayment>(
        absl::StrCat("payment { payment_id: '", id, "' customer_id: '", customer, "' ",
                     AmountOf(customer, Between(1, 12'000)), "date: '", AnyDay(),
                     "' deposit: ", OneIn(4) ? "true" : "false", " } ", AnySettling(customer)));
  }

  std::string AnySettling(const std::string& customer) const {
    if (invoices_.empty() || OneIn(3)) return OneIn(3) ? "none {}" : "oldest_first {}";
    const auto& [owner, number] = invoices_[Index(invoices_.size())];
    const std::string amount = OneIn(2) ? "" : AmountOf(customer, Between(1, 4'000));
    return absl::StrCat("chosen { invoices { invoice_number: '", number, "' ", amount, "} }");
  }

  bool Allocate() {
    if (credits_.empty()) return false;
    const auto& [customer, kind, id] = credits_[Index(credits_.size())];
    return Try<v1::AllocateCredit>(
        absl::StrCat("customer_id: '", customer, "' credit { kind: CREDIT_KIND_", kind, " id: '",
                     id, "' } ", AnySettling(customer), " date: '", AnyDay(), "'"));
  }

  bool Refund() {
    if (credits_.empty()) return false;
    const auto& [customer, kind, id] = credits_[Index(credits_.size())];
    return Try<v1::RefundCustomer>(absl::StrCat(
        "customer_id: '", customer, "' refund_id: '", NewId(), "' credit { kind: CREDIT_KIND_",
        kind, " id: '", id, "' } ", OneIn(2) ? "" : AmountOf(customer, Between(1, 3'000)),
        "reason: 'r' date: '", AnyDay(), "'"));
  }

  bool Grant() {
    const std::string customer = AnyCustomer();
    const std::string id = NewId();
    credits_.push_back({customer, "GRANTED", id});
    return Try<v1::GrantCredit>(absl::StrCat("customer_id: '", customer, "' credit_id: '", id, "' ",
                                             AmountOf(customer, Between(1, 5'000)),
                                             "reason: 'r' date: '", AnyDay(), "'"));
  }

  bool GiveUp() {
    if (invoices_.empty()) return false;
    const auto& [customer, number] = invoices_[Index(invoices_.size())];
    const std::string what =
        absl::StrCat("invoice_number: '", number, "' reason: 'r' date: '", AnyDay(), "' ");
    if (OneIn(3)) return Try<v1::ReverseInvoiceWriteOff>(what);
    return Try<v1::WriteOffInvoice>(
        absl::StrCat(what, OneIn(3) ? "" : AmountOf(customer, Between(1, 2'000))));
  }

  bool Credit() {
    if (invoices_.empty()) return false;
    const auto& [customer, number] = invoices_[Index(invoices_.size())];
    const std::string extent =
        OneIn(3) ? "whole {}"
                 : absl::StrCat("amount { total { minor_units: ", Between(1, 3'000), " currency: '",
                                CurrencyOf(customer), "' } }");
    const auto credited = office_.Try<v1::CreditInvoice>(
        absl::StrCat("org_id: 'msp' invoice_number: '", number, "' reason: 'r' ", extent));
    if (credited.ok())
      credits_.push_back({customer, "CREDIT_NOTE", credited->credit_note_number()});
    return credited.ok();
  }

  bool Dispute() {
    if (invoices_.empty()) return false;
    const std::string& number = invoices_[Index(invoices_.size())].second;
    return Try<v1::OpenInvoiceDispute>(
        absl::StrCat("invoice_number: '", number, "' dispute_id: '", NewId(), "' reason: 'r'"));
  }

  Office office_;
  absl::CivilDay today_;
  absl::CivilMonth billed_ = absl::CivilMonth(2025, 12);
  int last_id_ = 0;
  // Customer and number.
  std::vector<std::pair<std::string, std::string>> invoices_;
  // Customer, kind and id; some were refused.
  std::vector<std::tuple<std::string, std::string, std::string>> credits_;
};

}  // namespace tally
