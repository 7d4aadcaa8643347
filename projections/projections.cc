#include "projections/projections.h"

#include "projections/invoice_list.h"
#include "projections/journal.h"
#include "projections/payment_list.h"
#include "projections/projection.h"
#include "projections/receivables.h"
#include "projections/review_queue.h"
#include "projections/run_history.h"

namespace tally {

static_assert(Projection<InvoiceList>);
static_assert(Projection<Journal>);
static_assert(Projection<PaymentList>);
static_assert(Projection<Receivables>);
static_assert(Projection<ReviewQueue>);
static_assert(Projection<RunHistory>);

std::vector<Fold> AllProjections() {
  return {FoldOf<InvoiceList>(), FoldOf<Journal>(),     FoldOf<PaymentList>(),
          FoldOf<Receivables>(), FoldOf<ReviewQueue>(), FoldOf<RunHistory>()};
}

}  // namespace tally
