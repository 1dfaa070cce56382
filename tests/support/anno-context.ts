/**
 * The terms of the context of the W3C Web Annotation Data Model (http://www.w3.org/ns/anno.jsonld) that exports use, as
 * its vocabulary defines them: enough for expansion without a network.
 */
const oa = (name: string) => `http://www.w3.org/ns/oa#${name}`
const link = (id: string) => ({ '@id': id, '@type': '@id' })
const term = (id: string) => ({ '@id': id, '@type': '@vocab' })
const date = (id: string) => ({ '@id': id, '@type': 'http://www.w3.org/2001/XMLSchema#dateTime' })
const whole = (id: string) => ({ '@id': id, '@type': 'http://www.w3.org/2001/XMLSchema#nonNegativeInteger' })

export const annotationContext = {
  '@context': {
    as: 'http://www.w3.org/ns/activitystreams#',
    dcterms: 'http://purl.org/dc/terms/',
    rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
    schema: 'http://schema.org/',
    id: '@id',
    type: '@type',
    Annotation: oa('Annotation'),
    AnnotationCollection: 'http://www.w3.org/ns/activitystreams#OrderedCollection',
    AnnotationPage: 'http://www.w3.org/ns/activitystreams#OrderedCollectionPage',
    TextualBody: oa('TextualBody'),
    TextQuoteSelector: oa('TextQuoteSelector'),
    TextPositionSelector: oa('TextPositionSelector'),
    Text: 'http://purl.org/dc/dcmitype/Text',
    Person: 'http://xmlns.com/foaf/0.1/Person',
    Software: 'http://www.w3.org/ns/activitystreams#Application',
    Organization: 'http://xmlns.com/foaf/0.1/Organization',
    ...Object.fromEntries(
      (
        'assessing bookmarking classifying commenting describing editing highlighting identifying linking ' +
        'moderating questioning replying tagging'
      )
        .split(' ')
        .map((motivation) => [motivation, oa(motivation)]),
    ),
    body: link(oa('hasBody')),
    target: link(oa('hasTarget')),
    source: link(oa('hasSource')),
    selector: link(oa('hasSelector')),
    creator: link('http://purl.org/dc/terms/creator'),
    motivation: term(oa('motivatedBy')),
    purpose: term(oa('hasPurpose')),
    rights: link('http://purl.org/dc/terms/rights'),
    partOf: link('http://www.w3.org/ns/activitystreams#partOf'),
    first: link('http://www.w3.org/ns/activitystreams#first'),
    last: link('http://www.w3.org/ns/activitystreams#last'),
    items: { '@id': 'http://www.w3.org/ns/activitystreams#items', '@type': '@id', '@container': '@list' },
    homepage: link('http://xmlns.com/foaf/0.1/homepage'),
    created: date('http://purl.org/dc/terms/created'),
    modified: date('http://purl.org/dc/terms/modified'),
    total: whole('http://www.w3.org/ns/activitystreams#totalItems'),
    startIndex: whole('http://www.w3.org/ns/activitystreams#startIndex'),
    start: whole(oa('start')),
    end: whole(oa('end')),
    value: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#value',
    format: 'http://purl.org/dc/elements/1.1/format',
    language: 'http://purl.org/dc/elements/1.1/language',
    textDirection: term(oa('textDirection')),
    ltr: oa('ltrDirection'),
    rtl: oa('rtlDirection'),
    exact: oa('exact'),
    prefix: oa('prefix'),
    suffix: oa('suffix'),
    name: 'http://xmlns.com/foaf/0.1/name',
    nickname: 'http://xmlns.com/foaf/0.1/nick',
    label: 'http://www.w3.org/2000/01/rdf-schema#label',
  },
} as const
