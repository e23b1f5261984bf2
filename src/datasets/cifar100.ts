import { cifarBinary } from './cifarBinary.js';

const classNames = `
  apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can
  castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin
  elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster
  man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck
  pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk
  skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger
  tractor train trout tulip turtle wardrobe whale willow_tree wolf woman worm
`
  .trim()
  .split(/\s+/);

/**
 * 60,000 colour images of 32 x 32 in 100 classes (Krizhevsky 2009), in the publisher's split of 50,000 / 10,000. The classes are
 * the fine labels; each record's coarse label is checked and ignored.
 */
export const cifar100 = cifarBinary({
  name: 'cifar100',
  title: 'colour photographs, 100 classes',
  folder: 'cifar-100-binary',
  labelBounds: [20, 100],
  train: ['train.bin'],
  test: ['test.bin'],
  imagesPerFile: { train: 50_000, test: 10_000 },
  namesFile: 'fine_label_names.txt',
  classNames,
  // Means of the published training images in bytes, from the literature.
  channelMeans: [129.304 / 255, 124.07 / 255, 112.434 / 255],
  sha1: {
    'train.bin': 'e207cd2e05b73b1393c74c7f5e7bea451d63e08e',
    'test.bin': '8fb6623e830365ff53cf14adec797474f5478006',
  },
});
