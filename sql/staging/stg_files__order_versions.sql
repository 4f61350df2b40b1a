/* ---
description: >-
  Every version of every order, as deliveries told it one after another, with the day on which it changed and the day
  on which we learned of it.
grain: one row per order × version
key: [account, order_id, version_no]
incremental_key: order_id
owner: marketing-data
columns:
  arrival: Number of the arrival by which the version came
  delivery: First 12 characters of the SHA-256 of the file by which the version came
--- */
-- a file that comes twice in a row says nothing new
with numbered_arrivals as (
    select
        folder,
        delivery,
        arrival,
        arrived_at,
        arrived_date,
        lag(delivery) over (partition by folder order by arrival) as delivery_before
    from lake.arrivals
),

arrivals as (
    select folder, delivery, arrival, arrived_at, arrived_date
    from numbered_arrivals
    where delivery_before is null or delivery_before <> delivery
),

-- rows are compared by what they show, and sorted without it: that is several times faster
delivered as (
    select
        orders.folder as account,
        orders.order_id,
        orders.delivery,
        arrivals.arrival,
        coalesce(orders.updated_at, timestamp '0001-01-01 00:00:00') as changed_at,
        md5(
            concat_ws(
                chr(31),
                coalesce(cast(orders.updated_at as varchar), ''),
                coalesce(orders.status, 'paid'),
                coalesce(orders.pipeline, ''),
                coalesce(cast(orders.ordered_date as varchar), ''),
                coalesce(cast(orders.paid_date as varchar), ''),
                coalesce(cast(orders.revenue as varchar), ''),
                coalesce(orders.currency, ''),
                coalesce(cast(orders.cost_of_goods as varchar), '')
            )
        ) as content
    from lake.files__orders as orders
    inner join arrivals on orders.folder = arrivals.folder and orders.delivery = arrivals.delivery
),

-- an arrival takes over unless an earlier one tells of a later change
judged as (
    select
        *,
        changed_at >= coalesce(
            max(changed_at) over (
                partition by account, order_id
                order by arrival
                rows between unbounded preceding and 1 preceding
            ),
            changed_at
        ) as took_over
    from delivered
),

compared as (
    select
        *,
        lag(content) over (partition by account, order_id, took_over order by arrival) as content_before
    from judged
),

versions as (
    select
        account,
        order_id,
        delivery,
        arrival,
        took_over,
        row_number() over (partition by account, order_id order by arrival) as version_no,
        lead(arrival) over (partition by account, order_id, took_over order by arrival) as next_arrival
    from compared
    where content_before is null or content <> content_before
)

select
    versions.account,
    versions.order_id,
    versions.version_no,
    coalesce(orders.status, 'paid') as status,
    orders.pipeline,
    orders.ordered_date,
    orders.paid_date,
    orders.revenue,
    orders.currency,
    orders.cost_of_goods,
    orders.updated_at,
    orders.updated_date,
    arrivals.arrived_at as known_at,
    arrivals.arrived_date as known_date,
    case when versions.took_over then next_arrivals.arrived_at else arrivals.arrived_at end as known_until,
    versions.took_over and versions.next_arrival is null as is_current,
    versions.delivery,
    versions.arrival
from versions
inner join lake.files__orders as orders
    on versions.account = orders.folder
    and versions.order_id = orders.order_id
    and versions.delivery = orders.delivery
inner join arrivals on versions.account = arrivals.folder and versions.arrival = arrivals.arrival
left join arrivals as next_arrivals
    on versions.account = next_arrivals.folder and versions.next_arrival = next_arrivals.arrival
